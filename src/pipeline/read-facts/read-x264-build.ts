import type { MediaFacts } from '../../media/facts/media-facts.ts';
import { x264Build } from '../../media/facts/x264-build.ts';
import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import { firstPacketArguments } from '../../media/ffmpeg/probe-arguments.ts';
import type { MediaTools } from '../../ports/media-tools.ts';

const TIMEOUT_MS = 60_000;
const MAX_MEMORY_BYTES = 4 * 1024 ** 3;
/** Of a dump: x264 writes its name before the picture. */
const MAX_DUMP_BYTES = 64 * 1024;

/**
 * Adds which x264 made the picture, where decoding needs to know: old ones wrote 4:4:4 in their own way, and say so at the
 * file's beginning only, so that a decoder which begins in the middle paints nonsense.
 */
export async function withX264Build(
  facts: MediaFacts,
  source: SourceInput,
  tools: MediaTools,
  signal?: AbortSignal,
): Promise<MediaFacts> {
  const { video } = facts;
  if (video?.codec !== 'h264' || !video.profile?.includes('4:4:4')) return facts;
  const dump: Uint8Array[] = [];
  let sizeBytes = 0;
  await tools.run({
    tool: 'ffprobe',
    args: firstPacketArguments(source, video.streamIndex),
    readablePaths: [source.path],
    onOutput(_output, bytes) {
      if (sizeBytes < MAX_DUMP_BYTES) dump.push(bytes);
      sizeBytes += bytes.length;
    },
    timeoutMs: TIMEOUT_MS,
    maxMemoryBytes: MAX_MEMORY_BYTES,
    signal,
  });
  const build = x264Build(Buffer.concat(dump).toString('latin1'));
  return build === undefined ? facts : { ...facts, video: { ...video, x264Build: build } };
}
