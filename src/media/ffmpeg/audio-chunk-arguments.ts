import type { PacketGrid } from '../facts/packet-grid.ts';
import { SAMPLES_PER_FRAME } from '../grid/audio-grid.ts';
import type { AudioRendition, PlanDraft } from '../plan/plan.ts';
import { add, type Rational, rational, subtract } from '../rational.ts';
import { GLOBAL_ARGUMENTS, openSourceAt, type SourceInput } from './input-arguments.ts';

/** A run of AAC frames of one audio rendition, and its one output `pipe:3`. */
export interface AudioChunkRequest {
  readonly plan: PlanDraft;
  readonly source: SourceInput;
  readonly rendition: AudioRendition;
  /** First frame wanted, and the one after the last. */
  readonly firstFrame: number;
  readonly endFrame: number;
}

/** Seconds of sound encoded before a chunk and thrown away: with less, the join is heard (encoding.md, 5 and 9). */
const PRE_ROLL_SECONDS = 6;

/** Packets are copied until this much after the wanted run. */
const COPY_SLACK_SECONDS = rational(1, 2);

/** The encoder looks ahead: this many frames more go in than are wanted. */
const LOOK_AHEAD_FRAMES = 4;

/** Copied packets carry the source's times plus this, since a fragment's decode time cannot be negative. */
export const COPY_OFFSET_SECONDS = 60;

/** Frames that come out before the first wanted one: the encoder's priming frame and the pre-roll. */
export function leadingFrames(request: AudioChunkRequest): number {
  return 1 + preRollFrames(request);
}

function preRollFrames(request: AudioChunkRequest): number {
  return Math.min(request.firstFrame, Math.ceil((PRE_ROLL_SECONDS * request.rendition.sampleRate) / SAMPLES_PER_FRAME));
}

/** Arguments that encode a run of AAC frames so that it joins its neighbours without a click. */
export function audioChunkArguments(request: AudioChunkRequest): string[] {
  const { rendition, firstFrame, endFrame, plan } = request;
  const preRoll = preRollFrames(request);
  const firstSample = (firstFrame - preRoll) * SAMPLES_PER_FRAME;
  const samples = (preRoll + endFrame - firstFrame + LOOK_AHEAD_FRAMES) * SAMPLES_PER_FRAME;
  const from = subtract(sampleTime(rendition, firstSample), rational(1, 5));
  const zero = rendition.zeroTime;
  const filters = [
    ...(rendition.packetGrid ? [onGrid(rendition.packetGrid)] : []),
    `asetpts=PTS-(${zero.num}/${zero.den})/TB`,
    ...(rendition.isMixedDown ? mixDown() : []),
    `aresample=${rendition.sampleRate}`,
    // Starts on its exact global sample whatever the seek landed on; fills holes, never stretches. A filter of its own,
    // since first_pts counts samples of the filter's input; without min_comp a start less than 1 ms off is left so.
    `aresample=async=1:min_comp=0.000001:first_pts=${firstSample}`,
    'apad', // the sound ends with the picture
    `atrim=end_sample=${samples}`,
    'asetpts=N',
  ];
  return [
    ...GLOBAL_ARGUMENTS,
    ...openSourceAt(request.source, plan.containerStart, from, 1),
    '-map',
    `0:${rendition.streamIndex}`,
    '-vn',
    '-sn',
    '-dn',
    '-af',
    filters.join(','),
    '-ac',
    '2',
    '-c:a',
    'aac',
    '-b:a',
    String(rendition.bitrateBps),
    ...fragmentedOutput('+empty_moov+default_base_moof+skip_trailer'),
  ];
}

/**
 * Surround to stereo as ITU-R BS.775 has it (L + 0.7 C + 0.7 Ls), as loud as it was: FFmpeg mixes sound in whole numbers
 * 7.7 dB lower than sound in floats, so that it never overloads. Here a limiter sees to that, in the rare loudest moments.
 */
function mixDown(): string[] {
  return [
    'aformat=sample_fmts=fltp',
    'aresample',
    'aformat=channel_layouts=stereo',
    'alimiter=limit=0.97:level=disabled:latency=1', // what it looks ahead is made good
  ];
}

/**
 * Moves each packet's sound from where the container's clock rounded it to where it truly begins. Two pieces of a source
 * would else be up to a millisecond apart, which is heard where they meet. Sound further off than rounding explains (the
 * rest of a packet whose beginning is skipped) keeps its time.
 */
function onGrid({ firstSample, packetSamples, toleranceSamples }: PacketGrid): string {
  const place = `round((PTS-${firstSample})/${packetSamples})*${packetSamples}+${firstSample}`;
  return `asetpts='st(0,${place});if(lte(abs(ld(0)-PTS),${toleranceSamples}),ld(0),PTS)'`;
}

/** Arguments that copy the source's AAC frames from a little before the wanted run to a little after; damage is told. */
export function audioCopyArguments(request: AudioChunkRequest): string[] {
  const { rendition, firstFrame, endFrame, plan } = request;
  const firstSample = rendition.firstFrameSample + firstFrame * SAMPLES_PER_FRAME;
  const from = subtract(sampleTime(rendition, firstSample), rational(1, 2));
  const endSample = rendition.firstFrameSample + endFrame * SAMPLES_PER_FRAME;
  // A time and not a number of packets: how far before `from` the seek lands depends on the picture's key frames.
  const until = add(sampleTime(rendition, endSample), COPY_SLACK_SECONDS);
  return [
    ...GLOBAL_ARGUMENTS,
    ...openSourceAt(request.source, plan.containerStart, from, 1, until),
    '-map',
    `0:${rendition.streamIndex}`,
    '-vn',
    '-sn',
    '-dn',
    '-c:a',
    'copy',
    '-output_ts_offset',
    String(COPY_OFFSET_SECONDS),
    ...fragmentedOutput('+empty_moov+default_base_moof+skip_trailer+frag_discont'),
    // Decoded too, and thrown away: a copy alone would not notice damage.
    ...['-map', `0:${rendition.streamIndex}`, '-f', 'null', '-'],
  ];
}

/** The first frames only, to learn the init segment of an audio rendition. */
export function audioInitRequest(plan: PlanDraft, source: SourceInput, rendition: AudioRendition): AudioChunkRequest {
  return { plan, source, rendition, firstFrame: 0, endFrame: 1 };
}

function sampleTime(rendition: AudioRendition, sample: number): Rational {
  return add(rendition.zeroTime, rational(sample, rendition.sampleRate));
}

function fragmentedOutput(movflags: string): string[] {
  return [
    '-flags:a',
    '+bitexact',
    '-map_metadata',
    '-1',
    '-map_chapters',
    '-1',
    '-fflags',
    '+bitexact',
    '-avoid_negative_ts',
    'disabled',
    '-use_editlist',
    '0',
    '-movflags',
    movflags,
    '-f',
    'mp4',
    'pipe:3',
  ];
}
