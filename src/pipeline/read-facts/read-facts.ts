import { isEncryptedMovie } from '../../media/facts/is-encrypted-movie.ts';
import { displaySize } from '../../media/facts/display-size.ts';
import type { DolbyVisionFacts, MediaFacts } from '../../media/facts/media-facts.ts';
import { PacketScan } from '../../media/facts/packet-scan.ts';
import { parseFacts } from '../../media/facts/parse-facts.ts';
import { sniffContainer } from '../../media/facts/sniff-container.ts';
import { MAX_PICTURE_PIXELS, type SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import { packetScanArguments, probeArguments } from '../../media/ffmpeg/probe-arguments.ts';
import { readSampleTables } from '../../media/sample-table/read-sample-tables.ts';
import { SampleTableTiming } from '../../media/sample-table/sample-table-timing.ts';
import type { StreamTiming } from '../../media/facts/stream-timing.ts';
import { MediaError } from '../../media/media-error.ts';
import { subtract, toNumber } from '../../media/rational.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { MediaRunResult, MediaTools } from '../../ports/media-tools.ts';
import type { SourceHead } from '../../ports/source-head.ts';
import { LineSplitter } from './line-splitter.ts';
import { withX264Build } from './read-x264-build.ts';
import { throwIfInterrupted } from './throw-if-interrupted.ts';

/** What a source may be at most. */
export interface SourceLimits {
  readonly maxDurationSeconds: number;
  /** Of the picture as shown, in pixels. */
  readonly maxShortSide: number;
}

/** Twelve hours: longer than any lecture, short of what a damaged clock claims. */
const DEFAULT_SOURCE_LIMITS: SourceLimits = { maxDurationSeconds: 12 * 3600, maxShortSide: 4320 };

/** What is known of a source once it was read. */
export interface SourceReading {
  readonly demuxer: string;
  readonly facts: MediaFacts;
}

const PROBE_TIMEOUT_MS = 60_000;
const SCAN_TIMEOUT_MS = 15 * 60_000;
const PROBE_MEMORY_BYTES = 4 * 1024 ** 3;
/** What ffprobe tells of a thousand streams, many times over; a file's tags alone could be gigabytes of it. */
const MAX_PROBE_BYTES = 16 * 1024 ** 2;
/** Packets of a 12 hour video with 60 frames and 100 sound packets a second, twice. */
const MAX_PACKETS = 15_000_000;

/** Sniffs, probes and scans a source. Throws AppError with a SOURCE_… code when it cannot become a video. */
export async function readFacts(input: {
  sourcePath: string;
  head: SourceHead;
  tools: MediaTools;
  limits?: SourceLimits;
  signal?: AbortSignal;
}): Promise<SourceReading> {
  const { sourcePath, tools, signal, limits = DEFAULT_SOURCE_LIMITS } = input;
  const { bytes, sizeBytes, movieBox, hasAllSamples } = await input.head(sourcePath, input.signal);
  if (sizeBytes === 0) throw new AppError('SOURCE_EMPTY', { message: 'The file is empty.' });
  const demuxer = sniffContainer(bytes);
  if (!demuxer) throw new AppError('SOURCE_NOT_MEDIA', { message: 'The file is not a video or sound file.' });

  const source = { path: sourcePath, demuxer };
  if (movieBox && unlessDamaged(() => isEncryptedMovie(movieBox))) throw encrypted();
  // Undefined also where the tables do not settle the times: then every packet is read.
  const tables = movieBox && hasAllSamples ? unlessDamaged(() => readSampleTables(movieBox)) : undefined;
  const [probeJson, times] = await Promise.all([
    probe(source, tools, signal),
    // An MP4's tables tell in milliseconds what reading every packet of two hours tells in seconds.
    tables ? new SampleTableTiming(tables) : scanPackets(source, tools, signal),
  ]);
  const facts = await withX264Build(parse(probeJson, times), source, tools, signal);
  refuse(facts, limits);
  return { demuxer, facts };
}

/** What a reader of the movie box found, or undefined where the box is damaged: FFmpeg may still read the file. */
function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

async function probe(source: SourceInput, tools: MediaTools, signal?: AbortSignal): Promise<string> {
  const json: Uint8Array[] = [];
  let sizeBytes = 0;
  const result = await tools.run({
    tool: 'ffprobe',
    args: probeArguments(source),
    readablePaths: [source.path],
    onOutput(_output, bytes) {
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_PROBE_BYTES) {
        throw new AppError('SOURCE_DAMAGED', {
          message: 'The file begins like a video, but what it says about itself has no end.',
        });
      }
      json.push(bytes);
    },
    timeoutMs: PROBE_TIMEOUT_MS,
    maxMemoryBytes: PROBE_MEMORY_BYTES,
    signal,
  });
  throwIfEnded(result);
  if (result.exitCode !== 0) throw unreadable(result);
  return Buffer.concat(json).toString('utf8');
}

async function scanPackets(source: SourceInput, tools: MediaTools, signal?: AbortSignal): Promise<PacketScan> {
  const scan = new PacketScan();
  const lines = new LineSplitter((line) => scan.addLine(line));
  const result = await tools.run({
    tool: 'ffprobe',
    args: packetScanArguments(source),
    readablePaths: [source.path],
    onOutput: (_output, bytes) => {
      lines.push(bytes);
      if (lines.count > MAX_PACKETS) {
        throw new AppError('SOURCE_TOO_LONG', { message: `The file holds more than ${MAX_PACKETS} packets.` });
      }
    },
    timeoutMs: SCAN_TIMEOUT_MS,
    maxMemoryBytes: PROBE_MEMORY_BYTES,
    signal,
  });
  lines.finish();
  throwIfEnded(result);
  return scan; // a scan that stops at damage still tells of what lies before it
}

function throwIfEnded(result: MediaRunResult): void {
  throwIfInterrupted(result, 'Reading the file');
  if (result.endedBy === 'timeout' || result.endedBy === 'stall') {
    throw new AppError('SOURCE_DAMAGED', {
      message: 'The file could not be read in a reasonable time.',
      detail: detailOf(result),
    });
  }
}

function unreadable(result: MediaRunResult): AppError {
  // Nothing is told of a picture above the limit but this line.
  const [, width, height] = /Picture size (\d+)x(\d+) exceeds specified max pixel count/.exec(result.stderrTail) ?? [];
  if (width !== undefined) {
    return new AppError('SOURCE_TOO_MANY_PIXELS', {
      message: `The picture has ${width} x ${height} pixels, more than 8K.`,
      detail: detailOf(result),
    });
  }
  return new AppError('SOURCE_DAMAGED', {
    message: 'The file begins like a video, but its contents cannot be read: it is cut off or damaged.',
    detail: detailOf(result),
  });
}

function detailOf(result: MediaRunResult): string {
  return `${result.command}\nexit code ${result.exitCode}\n${result.stderrTail}`;
}

function parse(probeJson: string, times: StreamTiming): MediaFacts {
  try {
    return parseFacts(probeJson, times);
  } catch (cause) {
    if (!(cause instanceof MediaError)) throw cause;
    throw new AppError('SOURCE_DAMAGED', {
      message: 'The file could not be understood.',
      detail: cause.message,
      cause,
    });
  }
}

function encrypted(): AppError {
  return new AppError('SOURCE_ENCRYPTED', { message: 'The video is encrypted (DRM), so it cannot be read.' });
}

/** Its colours are Dolby's own (IPT-PQ-c2): shown as anything else they are purple and green. */
function hasNoBaseLayer({ profile, compatibilityId }: DolbyVisionFacts): boolean {
  return profile === 5 || (profile === 10 && compatibilityId === 0);
}

function refuse(facts: MediaFacts, limits: SourceLimits): void {
  if (facts.isEncrypted) throw encrypted();
  if (!facts.video && facts.audio.length === 0) {
    throw new AppError('SOURCE_NO_STREAMS', {
      message: 'The file holds neither a picture nor a sound that can be read.',
    });
  }
  const { video } = facts;
  if (video?.dolbyVision && hasNoBaseLayer(video.dolbyVision)) {
    throw new AppError('SOURCE_DOLBY_VISION', {
      message: `The picture is in Dolby Vision profile ${video.dolbyVision.profile}, which has no layer that others can show.`,
    });
  }
  const shown = video && displaySize(video);
  if (shown && toNumber(shown.width) * toNumber(shown.height) > MAX_PICTURE_PIXELS) {
    throw new AppError('SOURCE_TOO_MANY_PIXELS', {
      message: `The picture has ${video.width} x ${video.height} pixels, more than 8K.`,
    });
  }
  if (shown && Math.min(toNumber(shown.width), toNumber(shown.height)) > limits.maxShortSide) {
    throw new AppError('SOURCE_TOO_MANY_PIXELS', {
      message: `The picture has ${video.width} x ${video.height} pixels; at most ${limits.maxShortSide} on its short side are accepted.`,
    });
  }
  for (const timing of [video?.timing, ...facts.audio.map((track) => track.timing)]) {
    if (timing && toNumber(subtract(timing.endTime, timing.startTime)) > limits.maxDurationSeconds) {
      const hours = Number((limits.maxDurationSeconds / 3600).toFixed(1));
      throw new AppError('SOURCE_TOO_LONG', {
        message: `The video lasts longer than the limit of ${hours} ${hours === 1 ? 'hour' : 'hours'}.`,
      });
    }
  }
}
