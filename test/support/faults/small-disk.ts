import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { lecternProgram } from '../lectern-program.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A program of Lectern whose data lie on a disk of their own, which a test fills up and frees. */
export interface ProgramOnSmallDisk {
  readonly pid: number;
  output(): string;
  /** Leaves that much room. */
  fill(freeBytes: number): Promise<void>;
  free(): Promise<void>;
  /** Every file on the disk. */
  files(): Promise<string[]>;
  remove(file: string): Promise<void>;
  /** SIGTERM; answers the exit code. */
  end(): Promise<number>;
  /** Whatever it does. */
  kill(): Promise<void>;
}

/** Starts `lectern …` on a tmpfs of `sizeBytes`, which bubblewrap makes, at `disk`; needs no rights. Its data are in `disk/data`. */
export async function startOnSmallDisk(options: {
  readonly disk: string;
  readonly sizeBytes: number;
  readonly command: string;
  readonly readyText: string;
  readonly settings: Readonly<Record<string, string>>;
}): Promise<ProgramOnSmallDisk> {
  const { disk, sizeBytes, command, readyText, settings } = options;
  mkdirSync(disk, { recursive: true });
  const ballast = join(disk, 'ballast');
  // Each order is answered by a line of its own.
  const script = `
    setpriv --pdeathsig KILL node ${lecternProgram().join(' ')} ${command} < /dev/null &
    program=$!
    echo "pid $program"
    while read -r order what; do
      case $order in
        fill) head -c ${sizeBytes} /dev/zero > ${ballast} 2> /dev/null; truncate -s "-$what" ${ballast} ;;
        free) rm -f ${ballast} ;;
        remove) rm "$what" ;;
        files) find ${disk} -type f | sed 's/^/file /' ;;
        end) kill -TERM $program; wait $program; echo "code $?" ;;
      esac
      echo "did $order"
    done`;
  const bubblewrap = ['--dev-bind', '/', '/', '--size', String(sizeBytes), '--tmpfs', disk, '--die-with-parent'];
  const child = spawn('bwrap', [...bubblewrap, 'sh', '-c', script], {
    cwd: ROOT,
    env: { ...process.env, LECTERN_DATA: join(disk, 'data'), LECTERN_DEMO: 'no', ...settings },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let output = '';
  const waiting = new Set<() => void>();
  const read = (bytes: Buffer): void => {
    output += bytes.toString();
    for (const look of waiting) look();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const until = async (text: string, from = 0): Promise<number> => {
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const at = output.indexOf(text, from);
        if (at < 0) return;
        waiting.delete(look);
        resolve(at);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended before it said "${text}": ${output}`)));
    });
  };
  /** What was said from the order to its answer. */
  const order = async (name: string, what = ''): Promise<string> => {
    const from = output.length;
    child.stdin.write(`${name} ${what}\n`);
    const to = await until(`did ${name}\n`, from);
    return output.slice(from, to);
  };
  await until(readyText);
  return {
    pid: Number(/^pid (\d+)$/m.exec(output)?.[1]),
    output: () => output,
    fill: async (freeBytes) => void (await order('fill', String(freeBytes))),
    free: async () => void (await order('free')),
    files: async () => [...(await order('files')).matchAll(/^file (.*)$/gm)].map(([, file = '']) => file),
    remove: async (file) => void (await order('remove', file)),
    end: async () => Number(/^code (\d+)$/m.exec(await order('end'))?.[1]),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
