import { MediaError } from '../../media-error.ts';
import { readTsSegment, type TsFacts } from '../../mpegts/read-segment.ts';
import type { TsStream } from '../../mpegts/elementary-stream.ts';
import { TICKS_PER_SECOND } from '../../mpegts/timestamp.ts';
import type { AudioSpan, VideoSpan, VideoStreamFacts } from '../tree-facts.ts';
import { avcStreamFacts } from './avc-stream-facts.ts';
import { commonest, type SegmentReading } from './segment-reading.ts';
import { firstTsPicture } from './ts-first-picture.ts';

/** ISO/IEC 14496-3: samples of one AAC frame. */
const SAMPLES_PER_FRAME = 1024;

/** Reads one MPEG-TS segment. Never throws for bad bytes: what is wrong stands in `faults`. */
export function readTsMediaSegment(bytes: Uint8Array): SegmentReading {
  try {
    const facts = readTsSegment(bytes);
    const videoStream = facts.streams.find((stream) => stream.kind === 'video');
    const audioStream = facts.streams.find((stream) => stream.kind === 'audio');
    const video = videoStream && readVideo(videoStream);
    const audio = audioStream && readAudio(audioStream);
    const faults = facts.faults.slice(0, 3).map((fault) => fault.message);
    if (facts.faultCount > faults.length) faults.push(`and ${facts.faultCount - faults.length} more faults like these`);
    if (!video && !audio) faults.push(`holds neither picture nor sound that has times${streamNames(facts)}`);
    const firstPicture = video?.startsWithIdr && videoStream ? firstTsPicture(bytes, videoStream.pid) : undefined;
    return {
      faults,
      ...(video && { video }),
      ...(audio && { audio }),
      ...(firstPicture && { firstPicture }),
    };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return { faults: [error.message] };
  }
}

function streamNames(facts: TsFacts): string {
  const names = facts.streams.map((stream) => stream.codec ?? `type 0x${stream.streamType.toString(16)}`);
  return names.length > 0 ? ` (${names.join(', ')})` : '';
}

function readVideo(stream: TsStream): VideoSpan | undefined {
  const units = stream.avc?.accessUnits;
  const times: readonly { ptsTicks: number | undefined; dtsTicks: number | undefined }[] = units ?? stream.pes;
  const shown = times.flatMap((unit) => (unit.ptsTicks === undefined ? [] : [unit.ptsTicks])).toSorted((a, b) => a - b);
  const [start] = shown;
  const last = shown.at(-1);
  if (start === undefined || last === undefined) return undefined;
  const sampleTicks = commonest(shown.slice(1).map((time, i) => time - (shown[i] as number)));
  const decodeStartTicks = times.find((unit) => unit.dtsTicks !== undefined)?.dtsTicks;
  const keys = units?.filter((unit) => unit.isIdr) ?? stream.pes.filter((pes) => pes.isRandomAccess);
  return {
    timescale: TICKS_PER_SECOND,
    sampleCount: shown.length,
    durationTicks: last - start + sampleTicks,
    presentationStartTicks: start,
    presentationEndTicks: last + sampleTicks,
    sampleTicks,
    hasEditList: false,
    startsWithIdr: units ? units[0]?.isIdr === true : stream.pes[0]?.isRandomAccess === true,
    keyFrameTicks: keys.flatMap((key) => (key.ptsTicks === undefined ? [] : [key.ptsTicks])),
    stream: videoStreamFacts(stream),
    ...(decodeStartTicks !== undefined && { decodeStartTicks }),
  };
}

function videoStreamFacts(stream: TsStream): VideoStreamFacts {
  const sps = stream.avc?.sps;
  return sps ? avcStreamFacts(sps) : { codecs: stream.codec ?? 'unknown' };
}

function readAudio(stream: TsStream): AudioSpan | undefined {
  const start = stream.pes.find((pes) => pes.ptsTicks !== undefined)?.ptsTicks;
  if (start === undefined) return undefined;
  const { frameCount = 0, sampleRateHz, channelCount } = stream.adts ?? {};
  const sampleTicks = sampleRateHz ? (SAMPLES_PER_FRAME * TICKS_PER_SECOND) / sampleRateHz : 0;
  const durationTicks = Math.round(frameCount * sampleTicks);
  return {
    timescale: TICKS_PER_SECOND,
    sampleCount: frameCount,
    durationTicks,
    presentationStartTicks: start,
    presentationEndTicks: start + durationTicks,
    sampleTicks: Math.round(sampleTicks),
    hasEditList: false,
    stream: {
      codecs: stream.codec === 'aac' ? 'mp4a.40.2' : (stream.codec ?? 'unknown'),
      ...(sampleRateHz !== undefined && { sampleRate: sampleRateHz }),
      ...(channelCount !== undefined && { channels: channelCount }),
    },
  };
}
