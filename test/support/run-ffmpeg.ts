import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 1024 ** 3;

/** Runs FFmpeg as a test's own tool (to make clips, to decode results). Throws with its last lines when it fails. */
export async function runFfmpeg(...args: readonly string[]): Promise<{ stdout: Buffer; stderr: string }> {
  const { stdout, stderr } = await execute('ffmpeg', ['-hide_banner', '-v', 'warning', '-nostdin', '-y', ...args], {
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return { stdout, stderr: stderr.toString('utf8') };
}

/** Runs ffprobe and returns what it printed, cut into lines. */
export async function runFfprobe(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await execute('ffprobe', ['-v', 'error', ...args], { maxBuffer: MAX_OUTPUT_BYTES });
  return stdout.split('\n').filter((line) => line !== '');
}

/** The Y planes of a file's frames, one after the other, as they come out of the decoder (`filters` before). */
export async function decodeGray(file: string, filters = 'null', inputArguments: readonly string[] = []) {
  const { stdout } = await runFfmpeg(
    ...inputArguments,
    ...['-i', file, '-map', '0:v:0', '-vf', `${filters},format=yuv420p,extractplanes=y`],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'],
  );
  return stdout;
}

/** One channel of a file's sound as samples from -1 to 1, `filters` before. */
export async function decodeMono(file: string, filters = 'anull', inputArguments: readonly string[] = []) {
  const { stdout } = await runFfmpeg(
    ...inputArguments,
    ...['-i', file, '-map', '0:a:0', '-af', `${filters},pan=mono|c0=c0`, '-f', 'f32le', '-'],
  );
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
}
