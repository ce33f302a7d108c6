import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';

import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { DEFAULT_PLAN_POLICY, draftPlan } from '../../src/media/plan/draft-plan.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { mediaTools, runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What the corpus lacks (its README says so), made here. */
const folder = temporaryFolder((remove) => afterAll(remove));

async function draftOf(sourcePath: string) {
  const { facts, demuxer } = await readFacts({ sourcePath, head: fileSourceHead, tools: mediaTools });
  return draftPlan(facts, demuxer, DEFAULT_PLAN_POLICY);
}

/** Mean level in dB. */
async function meanVolume(file: string): Promise<number> {
  const { stderr } = await execa('ffmpeg', [
    '-hide_banner',
    '-nostats',
    '-i',
    file,
    '-af',
    'volumedetect',
    '-f',
    'null',
    '-',
  ]);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1]);
}

describe('surround sound', () => {
  const speech = '0.3*sin(2*PI*440*t)';
  it.each([
    ['whole numbers', 'flac', ['-sample_fmt', 's16']],
    ['floats', 'aac', ['-b:a', '384k']],
  ])('is as loud in stereo as it was: %s', async (_name, codec, options) => {
    const source = join(folder, `surround-${codec}.mkv`);
    // The middle loudspeaker alone, where speech is.
    const sound = `aevalsrc='0|0|${speech}|0|0|0':c=5.1:s=48000:d=3`;
    await runFfmpeg('-f', 'lavfi', '-i', sound, '-c:a', codec, ...options, source);
    const { joined, plan } = await runStages(source, temporaryFolder(), { only: 'audio' });
    expect(plan.notes).toContain('Surround sound, mixed down to stereo.');
    // A mean over both channels: each has 3 dB less than the one had.
    const wanted = 20 * Math.log10(0.3 / Math.SQRT2) - 3;
    expect(Math.abs((await meanVolume(await joined('audio'))) - wanted)).toBeLessThan(0.5);
  });

  it('never overloads', async () => {
    const source = join(folder, 'loud.mkv');
    const sound = `aevalsrc='0.9*sin(2*PI*440*t)|0.9*sin(2*PI*440*t)|0.9*sin(2*PI*440*t)|0|0.9*sin(2*PI*440*t)|0.9*sin(2*PI*440*t)':c=5.1:s=48000:d=3`;
    await runFfmpeg('-f', 'lavfi', '-i', sound, '-c:a', 'flac', source);
    const { joined } = await runStages(source, temporaryFolder(), { only: 'audio' });
    // A sine at the limit of 0.97, not one with its tops cut off.
    expect(Math.abs((await meanVolume(await joined('audio'))) - 20 * Math.log10(0.97 / Math.SQRT2))).toBeLessThan(0.5);
  });
});

describe('sound tracks', () => {
  it('each become a rendition with its language and name, the default one first', async () => {
    const source = join(folder, 'languages.mkv');
    await runFfmpeg(
      ...[
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=64x64:r=25:d=1',
        '-f',
        'lavfi',
        '-i',
        'sine=d=1',
        '-f',
        'lavfi',
        '-i',
        'sine=f=880:d=1',
      ],
      ...['-map', '0', '-map', '1', '-map', '2', '-map', '1', '-preset', 'ultrafast', '-c:a', 'aac'],
      ...['-metadata:s:a:0', 'language=ger', '-metadata:s:a:1', 'language=eng', '-metadata:s:a:2', 'language=fre'],
      ...[
        '-metadata:s:a:2',
        'title=Avec "commentaire"',
        '-disposition:a:0',
        '0',
        '-disposition:a:1',
        'default',
        source,
      ],
    );
    const { audio } = await draftOf(source);
    expect(audio.map(({ id, language }) => [id, language])).toEqual([
      ['audio', 'en'],
      ['audio-2', 'de'],
      ['audio-3', 'fr'],
    ]);
    expect(new Set(audio.map(({ name }) => name)).size).toBe(3);
    expect(audio[2]?.name).toContain('Avec  commentaire');
  });
});

describe.runIf(process.env['LECTERN_TEST_MEDIA'])('Dolby Vision', () => {
  const sample = join(process.env['LECTERN_TEST_MEDIA'] ?? '', 'androidx-media__dolbyVision-hdr.MOV');

  it('with a layer that others can show is taken, and said', async () => {
    expect((await draftOf(sample)).notes).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Dolby Vision/), expect.stringMatching(/^High dynamic range/)]),
    );
  });

  it('without one is refused with a code of its own', async () => {
    // The same file, told to be of profile 5: dv_profile, dv_level and the flags are in the third to fifth byte.
    const bytes = await readFile(sample);
    const record = bytes.indexOf('dvvC') + 4;
    expect(bytes[record + 2]! >> 1).toBe(8);
    bytes[record + 2] = (5 << 1) | (bytes[record + 2]! & 1);
    bytes[record + 4] = bytes[record + 4]! & 0x0f;
    const file = join(folder, 'profile-5.mov');
    await writeFile(file, bytes);
    await expect(draftOf(file)).rejects.toMatchObject({ code: 'SOURCE_DOLBY_VISION', retry: 'never' });
  });
});

describe('a file that was cut off', () => {
  it('says so', async () => {
    const source = join(folder, 'whole.mp4');
    await runFfmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=12', '-pix_fmt', 'yuv420p'],
      ...['-preset', 'ultrafast', '-g', '25', '-movflags', '+faststart', source],
    );
    const bytes = await readFile(source);
    const cut = join(folder, 'cut.mp4');
    await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    expect((await draftOf(cut)).notes).toEqual([
      expect.stringMatching(/^The file says that it lasts 12\.0 s, but only [5-8]\.\d s are in it/),
    ]);
  });
});
