import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { type EngineProcess, freePort, startEngineProcess } from '../../test/support/engines/engine-process.ts';

/** An nginx that asks nobody. */
export interface PlainNginx extends Pick<EngineProcess, 'stop'> {
  readonly url: string;
  readonly pid: number;
}

/** Starts nginx, in one process, with all files below a folder: the most that this machine can send. */
export async function startPlainNginx(folder: string, filesFolder: string): Promise<PlainNginx> {
  const port = await freePort();
  const home = path.join(folder, 'plain-nginx');
  mkdirSync(home, { recursive: true });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${home}/${name};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    path.join(home, 'nginx.conf'),
    `${user} daemon off; master_process off; pid ${home}/pid; error_log ${home}/error.log;
     events { worker_connections 256; } http { ${temporary.join(' ')} access_log ${home}/access.log; sendfile on; tcp_nopush on;
     server { listen 127.0.0.1:${port}; root ${filesFolder}; } }`,
  );
  const program = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';
  const url = `http://127.0.0.1:${port}`;
  const command = [program, '-e', path.join(home, 'error.log'), '-c', path.join(home, 'nginx.conf')];
  const nginx = await startEngineProcess(command, async () => {
    return await fetch(url).then(
      () => true,
      () => false,
    );
  });
  return { url, pid: nginx.process.pid ?? 0, stop: async () => await nginx.stop() };
}
