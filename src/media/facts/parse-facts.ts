import { MediaError } from '../media-error.ts';
import { parseDecimal, parseRational, ZERO } from '../rational.ts';
import type { AudioFacts, ColourFacts, MediaFacts, SubtitleFacts, VideoFacts } from './media-facts.ts';
import type { ProbedStream, StreamTiming } from './stream-timing.ts';

/** FFprobe's JSON, as far as it is read. Every field may be missing or strange. */
interface ProbeStream {
  index?: number;
  id?: string;
  codec_type?: string;
  codec_name?: string;
  codec_tag_string?: string;
  profile?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  field_order?: string;
  color_range?: string;
  color_space?: string;
  color_transfer?: string;
  color_primaries?: string;
  r_frame_rate?: string;
  time_base?: string;
  sample_rate?: string;
  channels?: number;
  bit_rate?: string;
  disposition?: Record<string, number>;
  tags?: Record<string, string>;
  side_data_list?: readonly Record<string, unknown>[];
}

interface ProbeOutput {
  streams?: readonly ProbeStream[];
  format?: { format_name?: string; start_time?: string; duration?: string; bit_rate?: string };
}

/** Sample entry names that ISO/IEC 23001-7 (common encryption) gives to encrypted tracks. */
const ENCRYPTED_TAGS = new Set(['encv', 'enca', 'encs', 'enct']);

/**
 * Reads what `ffprobe -show_format -show_streams -of json` printed, with the times found beside it.
 *
 * Takes the picture stream that is no cover art and has frames with times: the default one, else the largest. Throws MediaError when the text is not ffprobe's.
 */
export function parseFacts(probeJson: string, times: StreamTiming): MediaFacts {
  const probe = parseJson(probeJson);
  const streams = probe.streams ?? [];
  const format = probe.format;
  if (!format) throw new MediaError('ffprobe: wanted a "format" object, got none');
  const subtitles = streams.flatMap(subtitleFacts);
  return {
    container: format.format_name ?? 'unknown',
    startTime: parseDecimal(format.start_time) ?? ZERO,
    claimedDuration: parseDecimal(format.duration),
    bitrateBps: parseBitrate(format.bit_rate),
    ...pictures(streams, times),
    audio: streams.map((stream) => audioFacts(stream, times)).filter((facts) => facts !== undefined),
    otherStreams: streams
      .filter((stream) => stream.codec_type !== 'video' && stream.codec_type !== 'audio')
      .map((stream) => stream.codec_name ?? stream.codec_tag_string ?? 'unknown'),
    ...(subtitles.length > 0 && { subtitles }),
    isEncrypted: streams.some(
      (stream) =>
        ENCRYPTED_TAGS.has(stream.codec_tag_string ?? '') ||
        stream.side_data_list?.some((data) => String(data['side_data_type']).includes('ncryption')) === true,
    ),
  };
}

function parseJson(text: string): ProbeOutput {
  try {
    return (JSON.parse(text) as ProbeOutput | null) ?? {};
  } catch (cause) {
    throw new MediaError(`ffprobe: wanted JSON, got ${JSON.stringify(text.slice(0, 80))}`, { cause });
  }
}

function videoFacts(stream: ProbeStream, times: StreamTiming): VideoFacts | undefined {
  const { index, codec_name: codec, width, height } = stream;
  if (stream.codec_type !== 'video' || index === undefined || !codec || !width || !height) return undefined;
  if (stream.disposition?.['attached_pic'] === 1) return undefined;
  const timing = times.frameTiming(probedStream(stream, index));
  if (!timing) return undefined;
  const ratio = parseRational(stream.sample_aspect_ratio);
  return {
    streamIndex: index,
    codec,
    profile: stream.profile,
    pixelFormat: stream.pix_fmt,
    width,
    height,
    sampleAspectRatio: ratio && ratio.num > 0 ? ratio : undefined,
    rotationDegrees: rotation(stream),
    colour: colourFacts(stream),
    isInterlaced: isInterlaced(stream.field_order),
    ...dolbyVision(stream),
    timing,
    nominalFrameRate: parseRational(stream.r_frame_rate),
  };
}

function audioFacts(stream: ProbeStream, times: StreamTiming): AudioFacts | undefined {
  const sampleRate = Number(stream.sample_rate);
  const { index, codec_name: codec, channels } = stream;
  if (stream.codec_type !== 'audio' || index === undefined || !codec || !channels || !(sampleRate > 0))
    return undefined;
  const timing = times.audioTiming(probedStream(stream, index), sampleRate);
  if (!timing) return undefined;
  return {
    streamIndex: index,
    codec,
    profile: stream.profile,
    sampleRate,
    channels,
    bitrateBps: parseBitrate(stream.bit_rate),
    language: stream.tags?.['language'],
    title: stream.tags?.['title'],
    isDefault: stream.disposition?.['default'] === 1,
    timing,
  };
}

function subtitleFacts({ index, codec_type: type, codec_name: codec, tags }: ProbeStream): SubtitleFacts[] {
  if (type !== 'subtitle' || index === undefined || !codec) return [];
  return [{ streamIndex: index, codec, language: tags?.['language'], title: tags?.['title'] }];
}

function probedStream(stream: ProbeStream, index: number): ProbedStream {
  return { index, id: stream.id, timeBase: stream.time_base };
}

/** FFprobe prints the display matrix's turn counter-clockwise; old files carry a clockwise tag instead. */
function rotation(stream: ProbeStream): 0 | 90 | 180 | 270 | undefined {
  const matrix = stream.side_data_list?.find((data) => data['side_data_type'] === 'Display Matrix');
  const clockwise = matrix ? -Number(matrix['rotation']) : Number(stream.tags?.['rotate'] ?? 0);
  const turn = ((Math.round(clockwise) % 360) + 360) % 360;
  return turn === 0 || turn === 90 || turn === 180 || turn === 270 ? turn : undefined;
}

function dolbyVision(stream: ProbeStream): Pick<VideoFacts, 'dolbyVision'> {
  const record = stream.side_data_list?.find((data) => data['side_data_type'] === 'DOVI configuration record');
  const [profile, compatibilityId] = [
    Number(record?.['dv_profile']),
    Number(record?.['dv_bl_signal_compatibility_id'] ?? 0),
  ];
  return Number.isInteger(profile) ? { dolbyVision: { profile, compatibilityId } } : {};
}

function colourFacts(stream: ProbeStream): ColourFacts {
  const said = (value: string | undefined): string | undefined =>
    value === undefined || value === 'unknown' || value === 'unspecified' || value === 'reserved' ? undefined : value;
  const range = said(stream.color_range);
  return {
    primaries: said(stream.color_primaries),
    transfer: said(stream.color_transfer),
    matrix: said(stream.color_space),
    range: range === 'tv' || range === 'pc' ? range : stream.pix_fmt?.startsWith('yuvj') ? 'pc' : undefined,
  };
}

function isInterlaced(fieldOrder: string | undefined): boolean | undefined {
  if (fieldOrder === undefined || fieldOrder === 'unknown') return undefined;
  return fieldOrder !== 'progressive';
}

/** The picture players would show, the default one, else the largest; and how many others move in the file. */
function pictures(
  streams: readonly ProbeStream[],
  times: StreamTiming,
): Pick<MediaFacts, 'video' | 'otherPictureCount'> {
  const rank = (stream: ProbeStream): number =>
    (stream.disposition?.['default'] === 1 ? 1e12 : 0) + (stream.width ?? 0) * (stream.height ?? 0);
  const [video, ...others] = streams
    .toSorted((a, b) => rank(b) - rank(a))
    .map((stream) => videoFacts(stream, times))
    .filter((facts) => facts !== undefined);
  // One frame is a title picture; Dolby Vision may keep its second layer as a picture of its own.
  const otherPictureCount = video?.dolbyVision ? 0 : others.filter(({ timing }) => timing.frameCount > 1).length;
  return { video, ...(otherPictureCount > 0 && { otherPictureCount }) };
}

/** Undefined for `N/A` and nonsense. */
function parseBitrate(text: string | undefined): number | undefined {
  const bitrateBps = Number(text);
  return bitrateBps > 0 && Number.isFinite(bitrateBps) ? bitrateBps : undefined;
}
