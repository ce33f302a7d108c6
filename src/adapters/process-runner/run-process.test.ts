import { setTimeout as wait } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import type { MediaRun, RunningTool } from '../../ports/media-tools.ts';
import { isRunning } from '../../../test/support/faults/process-tree.ts';
import { runProcess } from './run-process.ts';

function shell(script: string, run: Partial<MediaRun> = {}) {
  return runProcess({ tool: 'ffmpeg', args: [], readablePaths: [], ...run }, ['sh', '-c', script]);
}

/** Collects what comes out, by output. */
function collector() {
  const texts: Record<number, string> = {};
  const onOutput = (output: number, bytes: Uint8Array): void => {
    texts[output] = (texts[output] ?? '') + Buffer.from(bytes).toString();
  };
  return { texts, onOutput };
}

describe('runProcess', () => {
  it('hands on stdout as output 0 and the pipes after it as 1, 2 …', async () => {
    const { texts, onOutput } = collector();
    const result = await shell('echo out; echo three >&3; echo four >&4; echo error >&2; exit 3', {
      outputs: 2,
      onOutput,
    });
    expect(texts).toEqual({ 0: 'out\n', 1: 'three\n', 2: 'four\n' });
    expect(result).toMatchObject({ exitCode: 3, endedBy: 'itself', stderrTail: 'error\n' });
    expect(result.killedBy).toBeUndefined();
  });

  it('waits for a slow reader, and loses nothing', async () => {
    let total = 0;
    const result = await shell('head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&3', {
      outputs: 1,
      async onOutput(_output, bytes) {
        await wait(1);
        total += bytes.length;
      },
    });
    expect([result.exitCode, total]).toEqual([0, 10_000_000]);
  });

  it('ends the process when its output is refused, and rethrows why', async () => {
    const refusal = new Error('not what was planned');
    const startedAt = performance.now();
    const run = shell('while true; do echo more; done', { onOutput: () => Promise.reject(refusal) });
    await expect(run).rejects.toBe(refusal);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('makes a process stand still and go on, without taking that for a stall', async () => {
    const { texts, onOutput } = collector();
    let tool: RunningTool | undefined;
    const ended: ReturnType<typeof runProcess>[] = [];
    const paused = new Promise<void>((resolve) => {
      const run = { tool: 'ffmpeg', args: [], readablePaths: [], stallTimeoutMs: 1000 } as const;
      const done = runProcess(
        {
          ...run,
          onStart: (started) => void (tool = started),
          onOutput(output, bytes) {
            onOutput(output, bytes);
            if (texts[0] !== 'begin\n') return;
            tool?.pause();
            resolve();
          },
        },
        ['sh', '-c', 'echo begin; sleep 0.2; echo end'],
        { isPausable: true },
      );
      ended.push(done);
    });
    await paused;
    await wait(1300); // longer than a stall
    expect(texts[0]).toBe('begin\n');
    tool?.resume();
    expect(await ended[0]).toMatchObject({ exitCode: 0, endedBy: 'itself' });
    expect(texts[0]).toBe('begin\nend\n');
  });

  it('ends a process that stands still', async () => {
    const cancel = new AbortController();
    const run = runProcess(
      {
        tool: 'ffmpeg',
        args: [],
        readablePaths: [],
        signal: cancel.signal,
        onStart(tool) {
          tool.pause();
          cancel.abort();
        },
      },
      ['sleep', '60'],
      { isPausable: true },
    );
    expect(await run).toMatchObject({ endedBy: 'cancel' });
  });

  it.each([
    ['a time limit', { timeoutMs: 300 }, 'timeout'],
    ['a stall', { stallTimeoutMs: 300 }, 'stall'],
  ] as const)('ends a process after %s', async (_name, limits, endedBy) => {
    const result = await shell('echo begin; sleep 60', limits);
    expect(result.endedBy).toBe(endedBy);
    expect(result.exitCode === 0).toBe(false);
    expect(result.wallMs).toBeLessThan(10_000);
  });

  it('does not call a process stalled that says something every now and then', async () => {
    const result = await shell('for i in 1 2 3 4 5 6; do echo more; sleep 0.2; done', { stallTimeoutMs: 900 });
    expect(result).toMatchObject({ exitCode: 0, endedBy: 'itself' });
  });

  it('kills a process that does not listen, and all that it started', async () => {
    const { texts, onOutput } = collector();
    const result = await shell(`trap '' TERM; sleep 1000 & echo $!; while true; do sleep 1; done`, {
      timeoutMs: 500,
      onOutput,
    });
    expect(result).toMatchObject({ endedBy: 'timeout', killedBy: 'SIGKILL' });
    const orphan = { pid: Number(texts[0]), parentPid: 0, name: 'sleep' };
    expect(orphan.pid).toBeGreaterThan(1);
    for (let i = 0; i < 100 && isRunning(orphan); i++) await wait(20);
    expect(isRunning(orphan)).toBe(false);
  });

  it('ends a process that is cancelled, and does not start one that was cancelled before', async () => {
    const controller = new AbortController();
    const run = shell('echo begin; sleep 60', { signal: controller.signal, onOutput: () => controller.abort() });
    expect((await run).endedBy).toBe('cancel');
    const never = await runProcess({ tool: 'ffmpeg', args: [], readablePaths: [], signal: AbortSignal.abort() }, [
      '/no/such',
    ]);
    expect(never.endedBy).toBe('cancel');
  });

  it('leaves no listener on a signal that many runs share', async () => {
    const controller = new AbortController();
    for (let i = 0; i < 15; i++) await shell('true', { signal: controller.signal });
    controller.abort();
    expect((await shell('true')).exitCode).toBe(0);
  });

  it('keeps the last 64 KiB of what a process complains about', async () => {
    const { stderrTail } = await shell('seq 1 100000 >&2');
    expect(stderrTail.length).toBe(65_536);
    expect(stderrTail.endsWith('99999\n100000\n')).toBe(true);
  });

  it('says how a process was killed', async () => {
    expect(await shell('kill -9 $$')).toMatchObject({ endedBy: 'itself', killedBy: 'SIGKILL' });
  });

  it('passes on no secret of ours', async () => {
    process.env['LECTERN_TEST_SECRET'] = 'hush';
    const { texts, onOutput } = collector();
    await shell('env', { onOutput });
    delete process.env['LECTERN_TEST_SECRET'];
    const names = (texts[0] ?? '').split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => name && !['PATH', 'LC_ALL', 'PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual(
      [],
    );
  });
});
