import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { DEFAULT_PLAN_POLICY } from '../../src/media/plan/draft-plan.ts';
import { runFfmpeg } from '../support/run-ffmpeg.ts';
import { runStages } from '../support/run-stages.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Rgb = readonly [number, number, number];
type Corners = readonly [Rgb, Rgb, Rgb, Rgb];

/** One colour a quarter: top left, top right, bottom left, bottom right. */
const QUARTERS: Corners = [
  [200, 40, 40],
  [40, 180, 60],
  [50, 60, 200],
  [210, 200, 90],
];

/** FFmpeg's input of a picture with those quarters. */
function quarters(width: number, height: number): string[] {
  const boxes = QUARTERS.map(([r, g, b], i) => {
    const [x, y] = [(i % 2) * (width / 2), Math.floor(i / 2) * (height / 2)];
    const hex = [r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('');
    return `drawbox=x=${x}:y=${y}:w=${width / 2}:h=${height / 2}:color=0x${hex}:t=fill`;
  });
  return ['-f', 'lavfi', '-i', `color=black:s=${width}x${height}:r=25:d=1,format=gbrp,${boxes.join(',')}`];
}

/** The colours of the quarters of what a player shows: decoded as BT.709, limited range. */
async function shownCorners(source: string, folder: string): Promise<{ size: string; corners: Rgb[] }> {
  const { plan, joined } = await runStages(source, folder, { only: 'video', policy: DEFAULT_PLAN_POLICY });
  const { id, width, height } = plan.video.at(-1)!;
  const { stdout } = await runFfmpeg(
    ...['-i', await joined(id), '-vf', 'scale=in_color_matrix=bt709:in_range=tv:flags=bicubic,format=rgb24'],
    ...['-frames:v', '1', '-f', 'rawvideo', '-'],
  );
  const pixel = (x: number, y: number): Rgb => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    return [stdout[at] ?? -1, stdout[at + 1] ?? -1, stdout[at + 2] ?? -1];
  };
  return {
    size: `${width}x${height}`,
    corners: [pixel(0.25, 0.25), pixel(0.75, 0.25), pixel(0.25, 0.75), pixel(0.75, 0.75)],
  };
}

/** The largest difference of any channel in any quarter. */
function worstDifference(shown: readonly Rgb[], wanted: readonly Rgb[]): number {
  return Math.max(
    ...shown.flatMap((colour, i) => colour.map((value, channel) => Math.abs(value - wanted[i]![channel]!))),
  );
}

/** Below what anybody sees; rounding and 4:2:0 account for it. */
const INVISIBLE = 6;

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10'];

describe('a picture', () => {
  it.each([
    { turn: 90, size: '180x320', order: [2, 0, 3, 1] },
    { turn: 180, size: '320x180', order: [3, 2, 1, 0] },
    { turn: 270, size: '180x320', order: [1, 3, 0, 2] },
    { turn: 0, size: '320x180', order: [0, 1, 2, 3] },
  ])('is shown upright when its file says to turn it by $turn degrees', async ({ turn, size, order }) => {
    const folder = temporaryFolder();
    const [stored, source] = [join(folder, 'stored.mp4'), join(folder, 'source.mp4')];
    await runFfmpeg(...quarters(320, 180), '-vf', 'scale=out_color_matrix=bt601,format=yuv420p', ...H264, stored);
    // FFmpeg writes this tag as a turn the other way round.
    await runFfmpeg('-i', stored, '-c', 'copy', '-metadata:s:v', `rotate=${(360 - turn) % 360}`, source);
    const shown = await shownCorners(source, folder);
    expect(shown.size).toBe(size);
    const turned = order.map((quarter) => QUARTERS[quarter]!);
    expect(worstDifference(shown.corners, turned)).toBeLessThanOrEqual(INVISIBLE);
  });

  // The display matrix of ISO/IEC 14496-12 §8.3.2 is a b u, c d v, x y w: (x, y) is shown at (ax + cy, bx + dy).
  it.each([
    { how: 'left to right', matrix: [-1, 0, 0, 1], size: '320x180', order: [1, 0, 3, 2] },
    { how: 'top to bottom', matrix: [1, 0, 0, -1], size: '320x180', order: [2, 3, 0, 1] },
    { how: 'along one diagonal', matrix: [0, 1, 1, 0], size: '180x320', order: [0, 2, 1, 3] },
    { how: 'along the other', matrix: [0, -1, -1, 0], size: '180x320', order: [3, 1, 2, 0] },
  ])('is mirrored where its file says so: $how', async ({ matrix, size, order }) => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await runFfmpeg(...quarters(320, 180), '-vf', 'scale=out_color_matrix=bt601,format=yuv420p', ...H264, source);
    const bytes = await readFile(source);
    const matrixAt = bytes.indexOf('tkhd') + 44;
    [0, 1, 3, 4].forEach((place, i) => bytes.writeInt32BE(matrix[i]! * 0x1_0000, matrixAt + place * 4));
    await writeFile(source, bytes);
    const shown = await shownCorners(source, folder);
    expect(shown.size).toBe(size);
    const mirrored = order.map((quarter) => QUARTERS[quarter]!);
    expect(worstDifference(shown.corners, mirrored)).toBeLessThanOrEqual(INVISIBLE);
  });

  it.each([
    {
      what: 'small and untagged (BT.601)',
      size: [320, 180],
      convert: 'scale=out_color_matrix=bt601,format=yuv420p',
      tags: [],
    },
    {
      what: 'large and untagged (BT.709)',
      size: [1280, 720],
      convert: 'scale=out_color_matrix=bt709,format=yuv420p',
      tags: [],
    },
    {
      what: 'small and tagged BT.709',
      size: [320, 180],
      convert: 'scale=out_color_matrix=bt709,format=yuv420p',
      tags: ['-colorspace', 'bt709'],
    },
    {
      what: 'large and tagged BT.601',
      size: [1280, 720],
      convert: 'scale=out_color_matrix=bt601,format=yuv420p',
      tags: ['-colorspace', 'smpte170m'],
    },
    {
      what: 'of full range',
      size: [320, 180],
      convert: 'scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p',
      tags: ['-color_range', 'pc'],
    },
    {
      what: '10 bits deep, 4:2:2',
      size: [320, 180],
      convert: 'scale=out_color_matrix=bt709,format=yuv422p10le',
      tags: ['-colorspace', 'bt709'],
    },
    {
      what: 'wide gamut, BT.2020, SDR',
      size: [320, 180],
      convert: 'scale=out_color_matrix=bt2020,format=yuv420p10le',
      tags: ['-colorspace', 'bt2020nc'],
    },
  ])('keeps its colours: $what', async ({ size, convert, tags }) => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    await runFfmpeg(...quarters(size[0]!, size[1]!), '-vf', convert, ...H264, ...tags, source);
    const { corners } = await shownCorners(source, folder);
    expect(worstDifference(corners, QUARTERS)).toBeLessThanOrEqual(INVISIBLE);
  });

  // SMPTE RP 177 from the primaries and white points of BT.2020 and P3 D65 to BT.709's; light as a screen of BT.1886 gives.
  it.each([
    {
      primaries: 'bt2020',
      matrix: [
        [1.6605, -0.5876, -0.0728],
        [-0.1246, 1.1329, -0.0083],
        [-0.0182, -0.1006, 1.1187],
      ],
    },
    {
      primaries: 'smpte432',
      matrix: [
        [1.2249, -0.2247, 0],
        [-0.042, 1.0419, 0],
        [-0.0197, -0.0786, 1.0979],
      ],
    },
  ])('is brought into the gamut of ordinary screens: $primaries', async ({ primaries, matrix }) => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    const tags = ['-color_primaries', primaries, '-color_trc', 'bt709', '-colorspace', 'bt709'];
    const convert = 'scale=out_color_matrix=bt709,format=yuv420p10le';
    await runFfmpeg(...quarters(320, 180), '-vf', convert, ...H264, ...tags, source);
    const { corners } = await shownCorners(source, folder);
    const light = (value: number): number => (value / 255) ** 2.4;
    const signal = (value: number): number => 255 * Math.min(1, Math.max(0, value)) ** (1 / 2.4);
    const wanted = QUARTERS.map(
      (colour) =>
        matrix.map((row) =>
          signal(row.reduce((sum, share, i) => sum + share * light(colour[i]!), 0)),
        ) as unknown as Rgb,
    );
    expect(worstDifference(corners, wanted)).toBeLessThanOrEqual(INVISIBLE);
  });

  it('keeps its colours: RGB', async () => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mov');
    await runFfmpeg(...quarters(320, 180), '-pix_fmt', 'rgb24', '-c:v', 'png', source);
    const { corners } = await shownCorners(source, folder);
    expect(worstDifference(corners, QUARTERS)).toBeLessThanOrEqual(INVISIBLE);
  });

  it.each([
    { what: 'PAL, wide', stored: [720, 576], pixels: '64/45', size: '854x480' },
    { what: 'NTSC, narrow', stored: [720, 480], pixels: '8/9', size: '640x480' },
    { what: 'half the lines', stored: [640, 180], pixels: '1/2', size: '320x180' },
  ])('has square pixels: $what', async ({ stored, pixels, size }) => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mkv');
    const [width, height] = [stored[0]!, stored[1]!];
    await runFfmpeg(
      ...quarters(width, height),
      '-vf',
      `scale=out_color_matrix=bt601,format=yuv420p,setsar=${pixels}`,
      ...H264,
      source,
    );
    const shown = await shownCorners(source, folder);
    expect(shown.size).toBe(size);
    expect(worstDifference(shown.corners, QUARTERS)).toBeLessThanOrEqual(INVISIBLE);
  });

  // ITU-R BT.2408, table 1: levels of a grey card and of reference white; toneMap() in media/ffmpeg says what becomes of them.
  it.each([
    { curve: 'smpte2084', white: 0.58, tags: ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc'] },
    { curve: 'arib-std-b67', white: 0.75, tags: ['-color_primaries', 'bt2020', '-colorspace', 'bt2020nc'] },
    { curve: 'arib-std-b67', white: 0.75, tags: [] },
  ])('is as bright as in SDR when it is HDR: $curve $tags', async ({ curve, white, tags }) => {
    const folder = temporaryFolder();
    const source = join(folder, 'source.mp4');
    const level = (share: number): number => Math.round(64 + 876 * share);
    const luma = `if(lt(X\\,160)\\,${level(0.38)}\\,${level(white)})`;
    await runFfmpeg(
      ...['-f', 'lavfi', '-i', `color=black:s=320x180:r=25:d=1,format=yuv420p10le,geq=lum='${luma}':cb=512:cr=512`],
      ...[...H264, '-color_trc', curve, ...tags, source],
    );
    const { corners } = await shownCorners(source, folder);
    const [grey, paper] = [107, 228].map((value): Rgb => [value, value, value]) as [Rgb, Rgb];
    expect(worstDifference(corners, [grey, paper, grey, paper])).toBeLessThanOrEqual(INVISIBLE);
  });
});
