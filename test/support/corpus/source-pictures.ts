import { runFfmpeg, runFfprobe } from '../run-ffmpeg.ts';
import { toSdr } from './hdr-to-sdr.ts';
import { GRID, type Picture } from './picture.ts';

/** One picture of a source, as it should be shown. */
export interface SourcePicture {
  /** On the clock of a player: 0 where the file begins. */
  readonly seconds: number;
  readonly picture: Picture;
}

/** Samples of HDR a side of each place. */
const FINER = 4;

interface Stream {
  readonly index: number;
  readonly codec_type: string;
  readonly height: number;
  readonly width: number;
  readonly color_space?: string;
  readonly color_transfer?: string;
  readonly disposition: { readonly default: number; readonly attached_pic: number };
}

/**
 * The pictures of a file up to a time, upright, in the colours that a player should show.
 *
 * Decoded by FFmpeg alone with nothing of Lectern's filters; HDR by the formulas of the standards.
 */
export async function sourcePictures(file: string, untilSeconds: number): Promise<SourcePicture[]> {
  const stream = await shownStream(file);
  if (stream === undefined) return [];
  const curve =
    stream.color_transfer === 'smpte2084' ? 'pq' : stream.color_transfer === 'arib-std-b67' ? 'hlg' : undefined;
  // Light is averaged after it is made SDR, as what is shown is.
  const side = curve ? GRID * FINER : GRID;
  const { stdout, stderr } = await runFfmpeg(
    ...['-v', 'info', '-i', `file:${file}`, '-map', `0:${stream.index}`, '-t', String(untilSeconds)],
    ...['-vf', `scale=${side}:${side}:${scaling(stream, curve)},showinfo`],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
  );
  const times = [...stderr.matchAll(/ pts_time:\s*(-?[\d.]+)/g)].map((match) => Number(match[1]));
  const frameBytes = side * side * 3 * (curve ? 2 : 1);
  return times.slice(0, Math.floor(stdout.length / frameBytes)).map((seconds, i) => {
    const bytes = stdout.subarray(i * frameBytes, (i + 1) * frameBytes);
    return { seconds, picture: curve ? fromPlanes(bytes, curve) : [...bytes] };
  });
}

/** What is on the screen at a time, and what is within a frame of 10 a second of it: rates are made constant. */
export function around(pictures: readonly SourcePicture[], seconds: number): Picture[] {
  const shown = pictures.findLastIndex((each) => each.seconds <= seconds + 1e-3);
  return pictures
    .filter((each, i) => Math.abs(i - Math.max(0, shown)) <= 1 || Math.abs(each.seconds - seconds) <= 0.1)
    .map(({ picture }) => picture);
}

/** The picture players show: the default one, no cover. */
async function shownStream(file: string): Promise<Stream | undefined> {
  const json = await runFfprobe('-show_streams', '-of', 'json', `file:${file}`);
  const { streams } = JSON.parse(json.join('\n')) as { streams: Stream[] };
  const pictures = streams.filter((each) => each.codec_type === 'video' && each.disposition.attached_pic === 0);
  return pictures.find((each) => each.disposition.default === 1) ?? pictures[0];
}

function scaling(stream: Stream, curve: string | undefined): string {
  const exact = 'flags=area+accurate_rnd+full_chroma_int+full_chroma_inp';
  if (curve) {
    const matrix = 'in_color_matrix=bt2020:out_color_matrix=bt2020:in_range=tv:out_range=tv';
    return `${exact}:${matrix},format=yuv444p10le`;
  }
  // FFmpeg takes what is untagged for BT.601; above 576 lines it is BT.709 (as every television and browser does).
  const isTagged = stream.color_space !== undefined && stream.color_space !== 'unknown';
  const isLarge = Math.min(stream.width, stream.height) >= 720;
  return `${exact}${!isTagged && isLarge ? ':in_color_matrix=bt709' : ''},format=rgb24`;
}

function fromPlanes(bytes: Buffer, curve: 'pq' | 'hlg'): Picture {
  const side = GRID * FINER;
  const sample = (plane: number, i: number): number => bytes.readUInt16LE((plane * side * side + i) * 2);
  const picture = Array.from({ length: GRID * GRID * 3 }, () => 0);
  for (let i = 0; i < side * side; i++) {
    const place = Math.floor(i / side / FINER) * GRID + Math.floor((i % side) / FINER);
    toSdr(sample(0, i), sample(1, i), sample(2, i), curve).forEach((value, channel) => {
      picture[place * 3 + channel] = (picture[place * 3 + channel] ?? 0) + value / FINER ** 2;
    });
  }
  return picture;
}
