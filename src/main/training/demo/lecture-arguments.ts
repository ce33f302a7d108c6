import type { DemoLesson, DemoSlide } from './demo-lessons.ts';

const SIZE = '1280x720';
/** Slides stand still: few frames are drawn in a moment, also on a busy machine. */
const SLIDE_RATE = 10;
const MOVING_RATE = 25;
/** Grounds of slides, one after the other. */
const GROUNDS = ['0x16324F', '0x2A3D2E', '0x4A2C40'];

/** Arguments of FFmpeg that draw a lecture into an MP4; without a font, slides have no words. */
export function lectureArguments(lesson: DemoLesson, fontFile: string | undefined, outputPath: string): string[] {
  const { slides, isMoving } = lesson;
  const seconds = slides.reduce((total, slide) => total + slide.seconds, 0);
  const pictures = slides.map((slide, i) => {
    const ground = isMoving
      ? `testsrc2=size=${SIZE}:rate=${MOVING_RATE}:duration=${slide.seconds}`
      : `color=c=${GROUNDS[i % GROUNDS.length]}:size=${SIZE}:rate=${SLIDE_RATE}:duration=${slide.seconds}`;
    return `${[ground, ...drawnSlide(slide, fontFile)].join(',')}[s${i}]`;
  });
  const joined = `${slides.map((_, i) => `[s${i}]`).join('')}concat=n=${slides.length}:v=1:a=0,format=yuv420p[v]`;
  // Three tones that swell and fade, one octave and a fifth: something to hear, and nothing to understand.
  const wave = [220, 330, 440].map((hertz, i) => `sin(2*PI*${hertz}*t)*(1+cos(2*PI*t/${6 + 2 * i}))`).join('+');
  const fade = `afade=t=in:d=1,afade=t=out:st=${seconds - 2}:d=2`;
  const sound = `aevalsrc=exprs='0.03*(${wave})':channel_layout=mono:sample_rate=48000:duration=${seconds},${fade}[a]`;
  return [
    ...['-hide_banner', '-v', 'error', '-nostdin', '-y'],
    ...['-filter_complex', [...pictures, joined, sound].join(';'), '-map', '[v]', '-map', '[a]'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '24', '-g', '50', '-threads', '1'],
    ...['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', `file:${outputPath}`],
  ];
}

function drawnSlide({ heading, lines }: DemoSlide, fontFile: string | undefined): string[] {
  const panel = 'drawbox=x=0:y=ih*0.30:w=iw:h=ih*0.42:color=black@0.55:t=fill';
  const rule = 'drawbox=x=iw*0.08:y=ih*0.46:w=iw*0.12:h=4:color=0xF2B84B:t=fill';
  if (fontFile === undefined) return [panel, rule];
  const write = (text: string, size: number, y: string, color: string): string =>
    `drawtext=fontfile=${fontFile}:text='${text}':expansion=none:fontsize=${size}:fontcolor=${color}:x=w*0.08:y=${y}`;
  return [
    panel,
    rule,
    write(heading, 56, 'h*0.36', 'white'),
    ...lines.map((line, i) => write(line, 34, `h*${(0.51 + i * 0.08).toFixed(2)}`, '0xE6E6E6')),
  ];
}
