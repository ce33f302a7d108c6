import { AppError } from '../../kernel/app-error.ts';
import { averageBitrateBps, peakBitrateBps, type SegmentSize } from '../../media/bit-rate/segment-bit-rates.ts';
import { gridDuration, segmentCount, segmentDuration, segmentStart } from '../../media/grid/grid.ts';
import {
  classicSegmentFileName,
  type ClassicVariant,
  writeClassicMasterPlaylist,
  writeClassicMediaPlaylist,
} from '../../media/hls/write-classic-playlists.ts';
import { readInit, type TrackFacts } from '../../media/isobmff/init.ts';
import type { Continuity } from '../../media/mpegts/packet-writer.ts';
import { muxTsSegment } from '../../media/mpegts/mux-segment.ts';
import { INIT_FILE_NAME, MASTER_FILE_NAME, PLAYLIST_FILE_NAME, segmentFileName } from '../../media/plan/names.ts';
import type { Plan, VideoRendition } from '../../media/plan/plan.ts';
import { toNumber } from '../../media/rational.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { audioFramesOf, videoFramesOf } from './classic-frames.ts';

/** Everything packaging needs. Both prefixes are empty or end in `/`. */
export interface PackageClassicInput {
  readonly plan: Plan;
  readonly cells: ObjectStore;
  readonly cellsPrefix: string;
  readonly target: ObjectStore;
  readonly targetPrefix: string;
  readonly signal?: AbortSignal;
}

/** Groups of pictures in one classic segment: three of 10/3 s make the 10 s that Apple's first players wanted. */
const CELLS_PER_CLASSIC_SEGMENT = 3;

/**
 * Packages finished cells as the classic tree (MPEG-TS, sound muxed in, version 3) without encoding anything again.
 * The master playlist is written last: whoever sees it sees everything.
 */
export async function packageClassic(input: PackageClassicInput): Promise<void> {
  const variants: ClassicVariant[] = [];
  for (const rendition of input.plan.video) variants.push(await packageRendition(input, rendition));
  const master = writeClassicMasterPlaylist(defaultFirst(variants));
  await input.target.put(`${input.targetPrefix}${MASTER_FILE_NAME}`, encode(master));
}

async function packageRendition(input: PackageClassicInput, rendition: VideoRendition): Promise<ClassicVariant> {
  const { plan, target, targetPrefix } = input;
  const audio = plan.audio[0];
  const videoTrack = await readTrack(input, rendition.id);
  const audioTrack = audio && (await readTrack(input, audio.id));
  const groups = cellGroups(segmentCount(plan.grid));
  let continuity: Continuity | undefined;
  const sizes: SegmentSize[] = [];
  for (const [index, group] of groups.entries()) {
    if (input.signal?.aborted) throw new AppError('CANCELLED', { message: 'Packaging was cancelled.' });
    const video = [];
    const sound = [];
    for (const segmentIndex of group) {
      video.push(...videoFramesOf(await readCell(input, rendition.id, segmentIndex), videoTrack));
      if (audioTrack) sound.push(...audioFramesOf(await readCell(input, audio.id, segmentIndex), audioTrack));
    }
    const segment = muxTsSegment({ video, audio: audioTrack && sound, audioCodec: 'aac', continuity });
    continuity = segment.continuity;
    await target.put(`${targetPrefix}${rendition.id}/${classicSegmentFileName(index)}`, segment.bytes);
    const durationSeconds = group.reduce((sum, i) => sum + toNumber(segmentDuration(plan.grid, i)), 0);
    sizes.push({ sizeBytes: segment.bytes.length, durationSeconds });
  }
  const boundaries = [...groups.map((group) => segmentStart(plan.grid, group[0] as number)), gridDuration(plan.grid)];
  const playlist = writeClassicMediaPlaylist(boundaries);
  await target.put(`${targetPrefix}${rendition.id}/${PLAYLIST_FILE_NAME}`, encode(playlist));
  return {
    uri: `${rendition.id}/${PLAYLIST_FILE_NAME}`,
    peakBps: peakBitrateBps(sizes, Math.max(...sizes.map(({ durationSeconds }) => Math.round(durationSeconds)))),
    averageBps: averageBitrateBps(sizes),
    codecs: [rendition.id, ...(audio ? [audio.id] : [])].map((id) => plan.inits[id]?.codecs ?? ''),
    width: rendition.width,
    height: rendition.height,
    frameRate: rendition.frameRate,
  };
}

/** Runs of cells, each of which becomes one classic segment. */
function cellGroups(count: number): number[][] {
  const groups: number[][] = [];
  for (let first = 0; first < count; first += CELLS_PER_CLASSIC_SEGMENT) {
    groups.push(Array.from({ length: Math.min(CELLS_PER_CLASSIC_SEGMENT, count - first) }, (_, i) => first + i));
  }
  return groups;
}

/** Apple, 9.9: the first variant listed is the one a player starts with; about 2000 kbit/s suits most. */
function defaultFirst(variants: readonly ClassicVariant[]): ClassicVariant[] {
  const nearest = variants.toSorted((a, b) => Math.abs(a.averageBps - 2e6) - Math.abs(b.averageBps - 2e6))[0];
  return variants.toSorted((a, b) => Number(b === nearest) - Number(a === nearest));
}

async function readTrack(input: PackageClassicInput, renditionId: string): Promise<TrackFacts> {
  const track = readInit(await read(input, `${renditionId}/${INIT_FILE_NAME}`)).tracks[0];
  if (!track) throw new AppError('STREAM_INVALID', { message: `The init segment of ${renditionId} has no track.` });
  return track;
}

async function readCell(input: PackageClassicInput, renditionId: string, segmentIndex: number): Promise<Uint8Array> {
  return await read(input, `${renditionId}/${segmentFileName(segmentIndex)}`);
}

async function read(input: PackageClassicInput, path: string): Promise<Uint8Array> {
  const bytes = await input.cells.get(`${input.cellsPrefix}${path}`);
  if (!bytes) throw new AppError('OBJECT_MISSING', { message: `${path} is not stored.`, retry: 'later' });
  return bytes;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
