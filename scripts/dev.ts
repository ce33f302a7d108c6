// npm run dev: the server restarts when its sources change; Vite serves the pages and passes API calls on to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

process.chdir(join(import.meta.dirname, '..'));

const commands = [['tsx', 'watch', '--clear-screen=false', 'src/main/lectern.ts', 'serve', ...process.argv.slice(2)]];
if (existsSync('src/web/vite.config.ts')) commands.push(['vite', 'src/web']);

const children = commands.map(([tool = '', ...args]) =>
  spawn(join('node_modules', '.bin', tool), args, { stdio: 'inherit' }),
);

// When one ends, for whatever reason, so does the other.
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ??= code ?? 1;
    stopAll();
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopAll);

function stopAll(): void {
  for (const child of children) child.kill('SIGTERM');
}
