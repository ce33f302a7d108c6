import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeNumberedClip, readFrameNumbers, SMALL } from '../support/clips/numbered-clip.ts';
import { decodeGray, runFfmpeg } from '../support/run-ffmpeg.ts';
import { runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The numbers burnt into the frames that the finished stream shows. */
async function shownNumbers(file: string, folder: string, renditionIndex = 0): Promise<number[]> {
  const { plan, joined } = await runStages(file, folder);
  const { id } = plan.video[renditionIndex]!;
  return readFrameNumbers(
    await decodeGray(await joined(id), `scale=${SMALL.width}:${SMALL.height}`),
    SMALL.width,
    SMALL.height,
  );
}

function countFrom(first: number, count: number, step = 1): number[] {
  return Array.from({ length: count }, (_, i) => first + i * step);
}

describe('separately encoded segments of an odd source', () => {
  it('take every second frame of 59.94 in a small picture, an odd one at the end included', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    await makeNumberedClip({ file, rate: '60000/1001', seconds: 6, isSilent: true, filters: 'trim=end_frame=301' });
    expect(await shownNumbers(file, folder)).toEqual(countFrom(0, 151, 2));
  });

  it('hold the last picture where a variable rate has a gap over a border', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    // Random drops; nothing between 2.4 s and 4.7 s, so that the borders at 3 and 4 s lie in the gap.
    const drops = "select='not(between(n\\,72\\,140))*lt(mod(n*7919\\,97)\\,72)+eq(n\\,239)'";
    await makeNumberedClip({
      file,
      rate: '30',
      seconds: 8,
      isSilent: true,
      filters: drops,
      outputArguments: ['-video_track_timescale', '90000'],
    });
    const kept = countFrom(0, 240).filter((n) => !(n >= 72 && n <= 140) && ((n * 7919) % 97 < 72 || n === 239));
    // 21 frames a second on average become 25: each frame is shown from the nearest place on.
    const shownFrom = kept.map((n) => Math.round((n * 25) / 30));
    const wanted = countFrom(0, Math.round((240 * 25) / 30)).map(
      (place) => kept[shownFrom.findLastIndex((from) => from <= place)]!,
    );
    expect(await shownNumbers(file, folder)).toEqual(wanted);
  });

  it('lose nothing where groups of pictures are open', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    const videoArguments = [
      '-preset',
      'veryfast',
      '-bf',
      '3',
      '-x264-params',
      'open-gop=1:keyint=37:min-keyint=37:scenecut=0',
    ];
    await makeNumberedClip({ file, rate: '25', seconds: 8, isSilent: true, videoArguments });
    expect(await shownNumbers(file, folder)).toEqual(countFrom(0, 200));
  });

  it('begin at the first shown frame of an edit list', async () => {
    const folder = temporaryFolder();
    const whole = join(folder, 'whole.mp4');
    const file = join(folder, 'source.mp4');
    const videoArguments = ['-preset', 'veryfast', '-bf', '2', '-g', '250'];
    await makeNumberedClip({ file: whole, rate: '25', seconds: 9, videoArguments });
    await runFfmpeg('-ss', '3.32', '-i', whole, '-c', 'copy', file);
    expect(await shownNumbers(file, folder)).toEqual(countFrom(83, 225 - 83));
  });

  it('keep their place when the container starts at 90,000 s', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mkv');
    await makeNumberedClip({ file, rate: '30000/1001', seconds: 6, outputArguments: ['-output_ts_offset', '90000'] });
    const shown = await shownNumbers(file, folder);
    expect(shown).toEqual(countFrom(0, 180));
  });

  it('come out of a transport stream', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.ts');
    await makeNumberedClip({
      file,
      rate: '25',
      seconds: 6,
      videoArguments: ['-preset', 'veryfast', '-bf', '2', '-g', '80'],
    });
    expect(await shownNumbers(file, folder)).toEqual(countFrom(0, 150));
  });

  it('come out of an AVI', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.avi');
    await makeNumberedClip({
      file,
      rate: '25',
      seconds: 6,
      videoArguments: ['-c:v', 'mpeg4', '-q:v', '3'],
      audioArguments: ['-c:a', 'pcm_s16le'],
    });
    expect(await shownNumbers(file, folder)).toEqual(countFrom(0, 150));
  });

  it.each([1, 2, 5])('come out of a screen recording of %i frames a second with reordered frames', async (rate) => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    const videoArguments = ['-preset', 'veryfast', '-bf', '3', '-g', '7'];
    await makeNumberedClip({ file, rate: String(rate), seconds: 60 / rate, isSilent: true, videoArguments });
    expect(await shownNumbers(file, folder)).toEqual(countFrom(0, 60));
  });

  it('come out of a fragmented file', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    await makeNumberedClip({
      file,
      rate: '24',
      seconds: 6,
      isSilent: true,
      outputArguments: ['-movflags', 'frag_keyframe+empty_moov'],
    });
    expect(await shownNumbers(file, folder)).toEqual(countFrom(0, 144));
  });

  it('show the last picture as long as the sound goes on', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    await makeNumberedClip({ file, rate: '25', seconds: 6, filters: 'trim=end_frame=60' });
    expect(await shownNumbers(file, folder)).toEqual([...countFrom(0, 60), ...Array.from({ length: 90 }, () => 59)]);
  });

  it('show the first picture until the second where the picture begins after the sound', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'source.mp4');
    await makeNumberedClip({ file, rate: '25', seconds: 6, filters: 'trim=start_frame=70' });
    expect(await shownNumbers(file, folder)).toEqual([...Array.from({ length: 70 }, () => 70), ...countFrom(70, 80)]);
  });
});
