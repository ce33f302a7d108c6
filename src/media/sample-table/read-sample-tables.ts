import { MediaError } from '../media-error.ts';
import { type Box, childrenOf, findBox, walkBoxes } from '../isobmff/box.ts';
import { ByteReader } from '../isobmff/byte-reader.ts';
import { sampleTimes } from './sample-times.ts';
import type { SampleRun, SampleTable } from './sample-table.ts';

/** Twelve hours at 60 frames and 100 sound packets a second, several times over. */
const MAX_SAMPLES = 20_000_000;

/**
 * Reads the sample tables of a `moov` box (ISO/IEC 14496-12, 8.6): milliseconds where reading every packet takes seconds.
 *
 * Answers undefined where the tables alone do not settle the times: several edits, another speed, fragments. Then the packets must be scanned. Throws MediaError for damaged boxes.
 */
export function readSampleTables(moov: Uint8Array): SampleTable[] | undefined {
  const movie = walkBoxes(moov)[0];
  if (movie?.type !== 'moov') throw new MediaError(`movie: wanted a moov box, got ${movie?.type}`);
  const children = childrenOf(moov, movie);
  if (children.some((box) => box.type === 'mvex' || box.type === 'cmov')) return undefined;
  const movieTimescale = readTimescale(moov, children, 'mvhd');
  const tables: SampleTable[] = [];
  for (const trak of children.filter((box) => box.type === 'trak')) {
    const table = readTrack(moov, trak, movieTimescale);
    if (table === 'unsettled') return undefined;
    if (table) tables.push(table);
  }
  return tables;
}

function readTrack(bytes: Uint8Array, trak: Box, movieTimescale: number): SampleTable | 'unsettled' | undefined {
  const inside = (path: string[]): Box | undefined =>
    findBox(bytes, path, trak.offset + trak.headerSize, trak.offset + trak.size);
  const tkhd = inside(['tkhd']);
  const mdhd = inside(['mdia', 'mdhd']);
  const stbl = inside(['mdia', 'minf', 'stbl']);
  if (!tkhd || !mdhd || !stbl) return undefined;
  const table = childrenOf(bytes, stbl);
  const box = (type: string): Box | undefined => table.find((candidate) => candidate.type === type);
  const timescale = timescaleOf(bytes, mdhd);
  const durations = readRuns(bytes, box('stts'), false);
  const sampleCount = durations.reduce((sum, run) => sum + run.count, 0);
  if (timescale === 0 || sampleCount === 0) return undefined;
  if (sampleCount > MAX_SAMPLES)
    throw new MediaError(`stts: wanted at most ${MAX_SAMPLES} samples, got ${sampleCount}`);
  // A sum of decode durations that runs backwards is how some writers spell a gap: FFmpeg mends it, we do not guess.
  if (durations.some((run) => run.value > 0x7fffffff)) return 'unsettled';

  const edit = readEdit(bytes, inside(['edts', 'elst']), { timescale, movieTimescale });
  if (edit === 'unsettled') return 'unsettled';
  const result: SampleTable = {
    trackId: readTrackId(bytes, tkhd),
    timescale,
    sampleEntry: readSampleEntry(bytes, box('stsd')),
    sampleCount,
    durations,
    compositionOffsets: readRuns(bytes, box('ctts'), true),
    syncSamples: readSyncSamples(bytes, [box('stss'), box('stps')], sampleCount),
    editShiftTicks: edit.shiftTicks,
    editEndTicks: edit.endTicks,
  };
  const isPicture = inside(['mdia', 'minf', 'vmhd']) !== undefined;
  return isPicture && edit.shiftTicks > 0 && !beginsOnSample(result) ? 'unsettled' : result;
}

/** Where no picture begins exactly with the edit FFmpeg moves the times a little; its packets tell by how much. */
function beginsOnSample(table: SampleTable): boolean {
  return sampleTimes(table).some((sample) => sample.pts === 0);
}

/** stts (8.6.1.2) and ctts (8.6.1.3) have one shape. Offsets are read as signed in both versions, as FFmpeg does. */
function readRuns(bytes: Uint8Array, box: Box | undefined, isSigned: boolean): SampleRun[] {
  if (!box) return [];
  const reader = ByteReader.inBox(bytes, box);
  reader.versionAndFlags();
  const count = reader.u32();
  if (count * 8 > reader.remaining) reader.fail(`${count} entries`, `${reader.remaining} bytes`);
  return Array.from({ length: count }, () => ({ count: reader.u32(), value: isSigned ? reader.i32() : reader.u32() }));
}

/** Stss (8.6.2), and QuickTime's stps: partial sync samples, from which decoding can begin as well. */
function readSyncSamples(bytes: Uint8Array, boxes: (Box | undefined)[], sampleCount: number): number[] | undefined {
  const samples = boxes.flatMap((box) => (box ? readSampleNumbers(bytes, box) : []));
  // An empty table is found in files whose every sample is a key frame.
  if (samples.length === 0) return undefined;
  return samples.filter((sample) => sample >= 0 && sample < sampleCount).sort((a, b) => a - b);
}

function readSampleNumbers(bytes: Uint8Array, box: Box): number[] {
  const reader = ByteReader.inBox(bytes, box);
  reader.versionAndFlags();
  const count = reader.u32();
  if (count * 4 > reader.remaining) reader.fail(`${count} entries`, `${reader.remaining} bytes`);
  return Array.from({ length: count }, () => reader.u32() - 1);
}

interface Edit {
  readonly shiftTicks: number;
  readonly endTicks: number;
}

const WHOLE_TRACK: Edit = { shiftTicks: 0, endTicks: Infinity };

/** Elst (8.6.6): at most one empty edit (a delay), then one edit at normal speed. */
function readEdit(
  bytes: Uint8Array,
  box: Box | undefined,
  context: { timescale: number; movieTimescale: number },
): Edit | 'unsettled' {
  if (!box) return WHOLE_TRACK;
  const reader = ByteReader.inBox(bytes, box);
  const { version } = reader.versionAndFlags();
  const count = reader.u32();
  if (count === 0) return WHOLE_TRACK;
  if (count > 2) return 'unsettled';
  const edits = Array.from({ length: count }, () => {
    const durationTicks = version === 1 ? reader.u64() : reader.u32();
    const high = version === 1 ? reader.u32() : 0;
    const low = reader.u32();
    // A start of -1 marks an empty edit.
    const isEmpty = low === 0xffffffff && (version === 0 || high === 0xffffffff);
    return { durationTicks, startTicks: high * 2 ** 32 + low, isEmpty, rate: reader.u32() };
  });
  const [first, second] = edits;
  const delay = first?.isEmpty ? first : undefined;
  const edit = delay ? second : first;
  if (!edit || edit.isEmpty || (delay ? false : count === 2)) return 'unsettled';
  if (edit.rate !== 0x10000) return 'unsettled';
  const delayTicks = delay ? Math.round((delay.durationTicks * context.timescale) / context.movieTimescale) : 0;
  const shiftTicks = edit.startTicks - delayTicks;
  // A duration of 0 means "to the end".
  const lengthTicks =
    edit.durationTicks === 0 ? Infinity : (edit.durationTicks * context.timescale) / context.movieTimescale;
  return { shiftTicks, endTicks: delayTicks + lengthTicks };
}

function readTrackId(bytes: Uint8Array, tkhd: Box): number {
  const reader = ByteReader.inBox(bytes, tkhd);
  reader.skip(reader.versionAndFlags().version === 1 ? 16 : 8);
  return reader.u32();
}

function readTimescale(bytes: Uint8Array, boxes: readonly Box[], type: string): number {
  const box = boxes.find((candidate) => candidate.type === type);
  if (!box) throw new MediaError(`movie: wanted a box ${type}, got none`);
  return Math.max(1, timescaleOf(bytes, box));
}

/** Mvhd (8.2.2) and mdhd (8.4.2) begin alike. */
function timescaleOf(bytes: Uint8Array, box: Box): number {
  const reader = ByteReader.inBox(bytes, box);
  reader.skip(reader.versionAndFlags().version === 1 ? 16 : 8);
  return reader.u32();
}

function readSampleEntry(bytes: Uint8Array, stsd: Box | undefined): string {
  if (!stsd) return '';
  const reader = ByteReader.inBox(bytes, stsd);
  reader.versionAndFlags();
  reader.u32();
  reader.u32();
  return reader.fourcc();
}
