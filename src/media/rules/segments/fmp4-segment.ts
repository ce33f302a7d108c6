import { toAnnexB } from '../../avc/annex-b.ts';
import { type AvcConfiguration, parseAvcConfiguration } from '../../avc/avc-configuration.ts';
import { NAL_TYPE, nalType, splitLengthPrefixed } from '../../avc/nal.ts';
import { type FragmentFacts, readFragments } from '../../isobmff/fragment.ts';
import { readInit, type TrackFacts } from '../../isobmff/init.ts';
import { MediaError } from '../../media-error.ts';
import type { AudioSpan, TrackSpan, VideoSpan, VideoStreamFacts } from '../tree-facts.ts';
import { avcStreamFacts } from './avc-stream-facts.ts';
import { commonest, type SegmentReading } from './segment-reading.ts';

/** An init segment, read once for all segments that use it. */
export interface Fmp4Init {
  readonly video?: { readonly track: TrackFacts; readonly stream: VideoStreamFacts; readonly avc?: AvcConfiguration };
  readonly audio?: { readonly track: TrackFacts };
  readonly isEncrypted: boolean;
}

/** Reads an init segment: its first picture and its first sound track. Throws MediaError when damaged or without both. */
export function readFmp4Init(bytes: Uint8Array): Fmp4Init {
  const { tracks } = readInit(bytes);
  const video = tracks.find((track) => track.kind === 'video');
  const audio = tracks.find((track) => track.kind === 'audio');
  if (!video && !audio) throw new MediaError('init: wanted a picture or sound track, got neither');
  const isEncrypted = tracks.some((track) => track.isEncrypted);
  const avc = video?.avcConfiguration && !isEncrypted ? parseAvcConfiguration(video.avcConfiguration) : undefined;
  return {
    isEncrypted,
    ...(video && { video: { track: video, stream: videoStream(video, avc), ...(avc && { avc }) } }),
    ...(audio && { audio: { track: audio } }),
  };
}

function videoStream(track: TrackFacts, avc: AvcConfiguration | undefined): VideoStreamFacts {
  const sps = avc?.sps[0];
  if (sps) return { ...avcStreamFacts(sps), codecs: track.codecs };
  const { codecs, width, height } = track;
  return { codecs, ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
}

/**
 * Reads one fMP4 media segment of one or several fragments. Never throws for bad bytes: what is wrong stands in `faults`.
 *
 * Every sample of H.264 is walked NAL unit by NAL unit, so that bytes lost or overwritten inside it are noticed.
 */
export function readFmp4Segment(bytes: Uint8Array, init: Fmp4Init): SegmentReading {
  try {
    const video = init.video && readVideo(bytes, init.video, init.isEncrypted);
    const audio = init.audio && readAudio(bytes, init.audio.track);
    const faults: string[] = [];
    if (init.video && !video?.span) faults.push(`holds no samples of track ${init.video.track.trackId} (picture)`);
    if (init.audio && !audio) faults.push(`holds no samples of track ${init.audio.track.trackId} (sound)`);
    return {
      faults: [...faults, ...(video?.faults ?? [])],
      ...(video?.span && { video: video.span }),
      ...(video?.firstPicture && { firstPicture: video.firstPicture }),
      ...(audio && { audio }),
    };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return { faults: [error.message] };
  }
}

interface VideoReading {
  readonly faults: string[];
  readonly span?: VideoSpan;
  readonly firstPicture?: Uint8Array;
}

function readVideo(bytes: Uint8Array, video: NonNullable<Fmp4Init['video']>, isEncrypted: boolean): VideoReading {
  const fragments = readFragments(bytes, video.track);
  const span = spanOf(fragments, video.track);
  if (!span) return { faults: [] };
  const samples = timedSamples(fragments);
  const first = samples[0] as TimedSample;
  const sampleBytes = (sample: TimedSample): Uint8Array =>
    bytes.subarray(sample.offsetBytes, sample.offsetBytes + sample.sizeBytes);
  const { avc } = video;
  const firstTypes = avc ? splitLengthPrefixed(sampleBytes(first), avc.lengthSize).map(nalType) : [];
  const startsWithIdr = first.isSync && (!avc || firstTypes.includes(NAL_TYPE.idr));
  const faults: string[] = [];
  for (const [i, sample] of samples.entries()) {
    if (!avc || isEncrypted) break;
    const fault = sampleFault(sampleBytes(sample), avc.lengthSize);
    if (fault) {
      faults.push(`picture ${i} is damaged: ${fault}`);
      break;
    }
  }
  return {
    faults,
    span: {
      ...span,
      startsWithIdr,
      keyFrameTicks: samples.filter((sample) => sample.isSync).map((sample) => sample.presentationTicks),
      keyFrameEndBytes: first.offsetBytes + first.sizeBytes,
      stream: video.stream,
    },
    ...(avc && startsWithIdr && !isEncrypted && { firstPicture: toAnnexB(sampleBytes(first), avc) }),
  };
}

function readAudio(bytes: Uint8Array, track: TrackFacts): AudioSpan | undefined {
  const span = spanOf(readFragments(bytes, track), track);
  const { codecs, sampleRate, channels } = track;
  const stream = {
    codecs,
    ...(sampleRate !== undefined && { sampleRate }),
    ...(channels !== undefined && { channels }),
  };
  return span && { ...span, stream };
}

interface TimedSample {
  readonly isSync: boolean;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly durationTicks: number;
  readonly presentationTicks: number;
}

function timedSamples(fragments: readonly FragmentFacts[]): TimedSample[] {
  return fragments.flatMap((fragment) => {
    let decodeTicks = fragment.baseDecodeTimeTicks;
    return fragment.samples.map((sample): TimedSample => {
      const presentationTicks = decodeTicks + sample.compositionOffsetTicks;
      decodeTicks += sample.durationTicks;
      return { ...sample, presentationTicks };
    });
  });
}

function spanOf(fragments: readonly FragmentFacts[], track: TrackFacts): TrackSpan | undefined {
  const samples = timedSamples(fragments);
  const first = fragments[0];
  if (!first || samples.length === 0) return undefined;
  let start = Infinity;
  let end = -Infinity;
  let durationTicks = 0;
  for (const sample of samples) {
    start = Math.min(start, sample.presentationTicks);
    end = Math.max(end, sample.presentationTicks + sample.durationTicks);
    durationTicks += sample.durationTicks;
  }
  return {
    timescale: track.timescale,
    sampleCount: samples.length,
    decodeStartTicks: first.baseDecodeTimeTicks,
    durationTicks,
    presentationStartTicks: start,
    presentationEndTicks: end,
    sampleTicks: commonest(samples.map((sample) => sample.durationTicks)),
    hasEditList: track.hasEditList,
  };
}

/** ISO/IEC 14496-10 7.3.1: a NAL unit begins with a zero bit, and no picture is without a slice. */
function sampleFault(sample: Uint8Array, lengthSize: number): string | undefined {
  try {
    const nals = splitLengthPrefixed(sample, lengthSize);
    if (nals.some((nal) => ((nal[0] ?? 0) & 0x80) !== 0)) return 'a NAL unit begins with a forbidden bit';
    const hasSlice = nals.some((nal) => nalType(nal) >= NAL_TYPE.slice && nalType(nal) <= NAL_TYPE.idr);
    return hasSlice ? undefined : 'it holds no slice';
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return error.message;
  }
}
