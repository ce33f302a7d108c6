import { AppError } from '../../kernel/app-error.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';

/** What decoding needs from outside. */
export interface DecodeTools {
  readonly tools: MediaTools;
  readonly temporaryFiles: TemporaryFiles;
  /** Where private folders may be made. */
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

/** What came out of a run. */
export interface DecodedBytes {
  readonly bytes: Uint8Array;
  /** Whether FFmpeg told of anything wrong with what it read. */
  readonly hasErrors: boolean;
}

const TIMEOUT_MS = 120_000;
const MEMORY_BYTES = 2 * 1024 ** 3;

/** Runs FFmpeg and gives what it wrote to stdout, also when it complained or failed: what it cannot decode is left out. */
export async function runForBytes(
  args: readonly string[],
  readablePath: string,
  { tools, signal }: Pick<DecodeTools, 'tools' | 'signal'>,
): Promise<DecodedBytes> {
  const parts: Uint8Array[] = [];
  const result = await tools.run({
    tool: 'ffmpeg',
    args,
    readablePaths: [readablePath],
    onOutput: (_output, bytes) => void parts.push(bytes.slice()),
    timeoutMs: TIMEOUT_MS,
    maxMemoryBytes: MEMORY_BYTES,
    ...(signal && { signal }),
  });
  if (result.endedBy === 'cancel') throw new AppError('CANCELLED', { message: 'The check was cancelled.' });
  return { bytes: concat(parts), hasErrors: result.exitCode !== 0 || result.stderrTail.trim() !== '' };
}

/** All bytes in one piece. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
