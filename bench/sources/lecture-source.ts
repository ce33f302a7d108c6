import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { chromium } from 'playwright-core';

import { clipPath } from '../bench-cache.ts';
import { lectureSlides, ROUND_SECONDS, type Slide } from './lecture-slides.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

const WIDTH = 1920;
const HEIGHT = 1080;
/** The part of the clip where somebody moves like a speaker. */
const CAMERA = { startSeconds: 15.5, seconds: 5, width: 448, height: 336 };
const CURSOR = `<svg width="36" height="52"><path d="M2 2V40l9-8 7 17 7-3-7-17h13z" fill="#111" stroke="#fff" stroke-width="2"/></svg>`;
const HIGHLIGHT = `<div style="width:620px;height:76px;background:#ffe600;opacity:.35;border-radius:12px"></div>`;
const SPEAKER = 'espeak-ng';
const SPEECH =
  'Good morning. Today we look at the press, how it starts, and how it stops. Before each shift the operator checks ' +
  'the pressure, the guard and the light curtain. If one of them fails, the machine stays off. Look at the table: ' +
  'most of the time was lost on Tuesday, and it was always the same valve. Now read the code with me, line by line. ' +
  'The sensor is asked a hundred times a second; when it does not answer, the slide must stop. Any questions so far?';

/**
 * A recorded lesson as 1080p: slides, a moving cursor, a translucent highlight, a small camera picture with its noise,
 * and speech. A lesson shorter than one round of slides shows all of them, each shorter.
 */
export async function makeLecture(file: string, seconds: number, framesPerSecond: number): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lectern-lecture-'));
  try {
    const slides = slidesFor(seconds);
    const images = await renderImages(slides, folder);
    const speech = path.join(folder, 'speech.wav');
    execFileSync(SPEAKER, ['-v', 'en', '-s', '150', '-w', speech, SPEECH]);
    const stills = [...images.slides, images.cursor, images.highlight].flatMap((image) => ['-i', image]);
    const speechInput = stills.length / 2 + 1;
    await runFfmpeg([
      ...[...stills, '-i', `file:${clipPath()}`, '-stream_loop', '-1', '-i', speech],
      ...['-filter_complex', lectureGraph(slides, framesPerSecond), '-map', '[lecture]', '-map', `${speechInput}:a`],
      ...['-t', String(seconds), '-r', String(framesPerSecond), '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20'],
      ...[
        '-g',
        '250',
        '-color_primaries',
        'bt709',
        '-color_trc',
        'bt709',
        '-colorspace',
        'bt709',
        '-color_range',
        'tv',
      ],
      ...['-c:a', 'aac', '-b:a', '155k', '-ac', '2', '-ar', '48000', '-movflags', '+faststart', `file:${file}`],
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As many rounds of slides as the lesson is long. */
export function slidesFor(seconds: number): Slide[] {
  const rounds = Math.ceil(seconds / ROUND_SECONDS);
  const scale = Math.min(1, seconds / ROUND_SECONDS);
  return Array.from({ length: rounds }, (_, round) => lectureSlides(round))
    .flat()
    .map((slide) => ({ ...slide, seconds: slide.seconds * scale }));
}

async function renderImages(
  slides: readonly Slide[],
  folder: string,
): Promise<{ slides: string[]; cursor: string; highlight: string }> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const shoot = async (name: string, html: string, height: number): Promise<string> => {
      const file = path.join(folder, `${name}.png`);
      await page.setViewportSize({ width: WIDTH, height });
      await page.setContent(html);
      await page.screenshot({ path: file });
      return file;
    };
    const cut = async (name: string, html: string, selector: string): Promise<string> => {
      const file = path.join(folder, `${name}.png`);
      await page.setContent(`<body style="margin:0;background:transparent">${html}`);
      await page.locator(selector).screenshot({ path: file, omitBackground: true });
      return file;
    };
    const shots: string[] = [];
    for (const [index, slide] of slides.entries()) {
      shots.push(await shoot(`slide-${index}`, slide.html, slide.heightPixels));
    }
    return {
      slides: shots,
      cursor: await cut('cursor', CURSOR, 'svg'),
      highlight: await cut('highlight', HIGHLIGHT, 'div'),
    };
  } finally {
    await browser.close();
  }
}

/** The filter graph: inputs are the slides, the cursor, the highlight, the clip. Each still is decoded once. */
export function lectureGraph(slides: readonly Slide[], framesPerSecond: number): string {
  const [cursor, highlight, clip] = [slides.length, slides.length + 1, slides.length + 2];
  const clock = `setpts=N/${framesPerSecond}/TB,fps=${framesPerSecond}`;
  const forever = `loop=loop=-1:size=1,${clock}`;
  const shown = slides.map(({ seconds, heightPixels }, index) => {
    const frames = Math.max(1, Math.round(seconds * framesPerSecond));
    const held = `loop=loop=${frames - 1}:size=1,setpts=N/${framesPerSecond}/TB`;
    // The reader stops at the top and at the bottom, as people do.
    const share = `clip((t-${(seconds * 0.15).toFixed(3)})/${(seconds * 0.7).toFixed(3)},0,1)`;
    const scrolled = heightPixels > HEIGHT ? `,crop=${WIDTH}:${HEIGHT}:0:'(ih-${HEIGHT})*${share}'` : '';
    return `[${index}:v]scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,${held}${scrolled},setsar=1[s${index}]`;
  });
  const { startSeconds, seconds, width, height } = CAMERA;
  const cameraFrames = 2 * seconds * framesPerSecond;
  // The pointer rests every four seconds; the highlight marks a line for four of every ten.
  const path = '(t-sin(PI*t/2)*2/PI)';
  return [
    ...shown,
    `${slides.map((_, index) => `[s${index}]`).join('')}concat=n=${slides.length}:v=1,${clock},tpad=stop=-1:stop_mode=clone[deck]`,
    `[${clip}:v]trim=start=${startSeconds}:duration=${seconds},fps=${framesPerSecond},crop=1440:1080:200:0,` +
      `scale=${width}:${height},split[there][turn];[turn]reverse[back];[there][back]concat=n=2:v=1,` +
      `loop=loop=-1:size=${cameraFrames},${clock},noise=alls=4:allf=t,setsar=1[camera]`,
    `[${cursor}:v]format=rgba,${forever}[cursor];[${highlight}:v]format=rgba,${forever}[highlight]`,
    `[deck][highlight]overlay=x=150:y='220+92*mod(floor(t/10),6)':enable='between(mod(t,10),3,7)':shortest=1[marked]`,
    `[marked][camera]overlay=x=${WIDTH - width - 40}:y=${HEIGHT - height - 40}:shortest=1[seen]`,
    `[seen][cursor]overlay=x='760+600*sin(0.5*${path})':y='520+330*sin(0.83*${path})':shortest=1,format=yuv420p[lecture]`,
  ].join(';');
}
