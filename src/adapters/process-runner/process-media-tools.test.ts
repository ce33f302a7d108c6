import { chmodSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { MediaRun } from '../../ports/media-tools.ts';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { confinedCommand, LIMITS_ONLY } from './confinement.ts';
import { createMediaTools } from './process-media-tools.ts';
import { shellQuoted } from './shell-quoted.ts';

const BUBBLEWRAP = { kind: 'bubblewrap', namespaces: ['--unshare-all'] } as const;
const RUN: MediaRun = {
  tool: 'ffmpeg',
  args: ['-i', 'file:/films/a b.mp4'],
  readablePaths: ['/films/a b.mp4'],
  workFolder: '/private/1',
  maxMemoryBytes: 1024,
  maxFileBytes: 2048,
};

describe('confinedCommand', () => {
  it('limits memory, files and open files of every run', () => {
    const command = confinedCommand(RUN, '/usr/bin/ffmpeg', LIMITS_ONLY);
    expect(command).toEqual([
      'prlimit',
      '--core=0',
      '--nofile=256',
      '--as=1024',
      '--fsize=2048',
      '/usr/bin/ffmpeg',
      ...RUN.args,
    ]);
  });

  it('limits processor time to what all cores can give until it is ended by the clock', () => {
    const command = confinedCommand({ ...RUN, timeoutMs: 1500 }, '/usr/bin/ffmpeg', LIMITS_ONLY);
    expect(command).toContain(`--cpu=${Math.ceil(1.5 * availableParallelism())}`);
  });

  it('shows a confined run its source, its folder and the system, nothing of which it may change but its folder', () => {
    const command = confinedCommand(RUN, '/usr/bin/ffmpeg', BUBBLEWRAP).join(' ');
    expect(command).toContain('--unshare-all');
    expect(command).toContain('--ro-bind /films/a b.mp4 /films/a b.mp4');
    expect(command).toContain('--bind /private/1 /private/1 --chdir /private/1');
    expect(command.match(/(?<!ro-)bind (\S+)/g)).toEqual(['bind /private/1']);
    expect(command).not.toMatch(/bind(-try)? \/(home|root|etc) /);
  });

  it('shows a program from elsewhere, and gives way where it works in the background', () => {
    const command = confinedCommand({ ...RUN, isBackground: true }, '/opt/ffmpeg', BUBBLEWRAP);
    expect(command.slice(0, 3)).toEqual(['nice', '-n', '10']);
    expect(command.join(' ')).toContain('--ro-bind /opt/ffmpeg /opt/ffmpeg');
  });
});

describe('createMediaTools', () => {
  it('finds FFmpeg and says what it can do', async () => {
    const report = await createMediaTools().inspect();
    expect(report).toMatchObject({ hasX264: true, hasAac: true });
    expect(report.version).toMatch(/^\S+$/);
    expect(report.ffmpegPath).toMatch(/ffmpeg$/);
  });

  it('says plainly that there is none', async () => {
    const tools = createMediaTools({ ffmpegPath: '/no/such/ffmpeg' });
    await expect(tools.inspect()).rejects.toMatchObject({ code: 'FFMPEG_MISSING' });
    await expect(tools.run({ tool: 'ffprobe', args: [], readablePaths: [] })).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
    });
  });

  it('gives the command as it can be pasted into a shell', async () => {
    const run: MediaRun = { tool: 'ffprobe', args: ['-v', 'error', "file:/no/it's here"], readablePaths: [] };
    expect((await createMediaTools().run(run)).command).toBe(String.raw`ffprobe -v error 'file:/no/it'\''s here'`);
  });

  it('keeps FFmpeg from files that a run does not name, where the system allows', async () => {
    const tools = createMediaTools();
    const folder = temporaryFolder();
    const [named, other] = [join(folder, 'named.wav'), join(folder, 'other.wav')];
    for (const file of [named, other]) writeFileSync(file, 'RIFF');
    const stderrOf = async (file: string): Promise<string> => {
      const args = ['-v', 'error', '-f', 'wav', `file:${file}`];
      return (await tools.run({ tool: 'ffprobe', args, readablePaths: [named] })).stderrTail;
    };
    expect(await stderrOf(named)).not.toMatch(/No such file/);
    const { confinement } = await tools.inspect();
    if (confinement === 'bubblewrap') expect(await stderrOf(other)).toMatch(/No such file/);
  });

  it('gives FFmpeg no capabilities, and no way to get any, where the system allows', async () => {
    const folder = temporaryFolder();
    // In its place, a program that asks for what a broken FFmpeg would.
    const program = join(folder, 'ffmpeg');
    writeFileSync(program, '#!/bin/sh\ngrep CapEff /proc/self/status >&2\nunshare --user true && echo nested >&2\n');
    chmodSync(program, 0o755);
    const tools = createMediaTools({ ffmpegPath: program, ffprobePath: program });
    const { stderrTail } = await tools.run({ tool: 'ffmpeg', args: [], readablePaths: [] });
    const { confinement } = await tools.inspect();
    if (confinement !== 'bubblewrap') return;
    expect(stderrTail).toMatch(/^CapEff:\s+0{16}$/m);
    expect(stderrTail).not.toContain('nested');
  });

  it('stops FFmpeg at the limit of its memory', async () => {
    const tools = createMediaTools();
    const args = ['-v', 'error', '-f', 'lavfi', '-i', 'color=s=8192x4320', '-frames:v', '20', '-f', 'null', '-'];
    const result = await tools.run({ tool: 'ffmpeg', args, readablePaths: [], maxMemoryBytes: 150 * 1024 ** 2 });
    expect(result.exitCode).not.toBe(0);
  });
});

describe('shellQuoted', () => {
  it.each([
    ['plain-1.0_a@b%c+d=e:f,g./h', 'plain-1.0_a@b%c+d=e:f,g./h'],
    ['', "''"],
    ['a b', "'a b'"],
    ["it's", String.raw`'it'\''s'`],
    ['$(rm)', "'$(rm)'"],
    ['[v]null;a\nb', "'[v]null;a\nb'"],
  ])('%j', (argument, quoted) => {
    expect(shellQuoted(argument)).toBe(quoted);
  });
});
