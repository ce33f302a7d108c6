import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort, startEngineProcess } from './engine-process.ts';

const PROXY = join(import.meta.dirname, '../../../deploy/proxy');

/** A real nginx with one of the files of deploy/proxy before a server. */
export interface TestNginx {
  readonly url: string;
  readonly pid: number;
  /** Lines of its access log, each with the servers that were asked at its end. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts nginx with `deploy/proxy/nginx.conf`, changed only where an operator changes it: names, addresses, folders, and TLS
 * is left out. Several servers share the viewers, as they do there. With `mediaFolder` the files of that folder are sent by
 * nginx, as `nginx-accel.conf` beside it says. With `isYesKept: false` it asks about each segment, which no operator needs.
 */
export async function startNginx(
  folder: string,
  upstream: string | readonly string[],
  { mediaFolder, isYesKept = true }: { mediaFolder?: string | undefined; isYesKept?: boolean } = {},
): Promise<TestNginx> {
  const port = await freePort();
  const home = join(folder, `nginx-${port}`);
  mkdirSync(home, { recursive: true });
  const servers = [upstream].flat().map((url) => `server ${new URL(url).host};`);
  const read = (name: string): string => readFileSync(join(PROXY, name), 'utf8');
  let site = read('nginx.conf');
  if (mediaFolder !== undefined) {
    const accel = read('nginx-accel.conf').replaceAll('/var/lib/lectern/media/', `${mediaFolder}/`);
    site = site.replace(/^ +# SEGMENTS FROM A CACHE[^]*# END OF SEGMENTS$/m, accel);
  }
  if (!isYesKept) site = site.replace('proxy_cache lectern_yes;', '');
  site = site
    .replace('server 127.0.0.1:3000;', servers.join(' '))
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^ *(http2|ssl_certificate(_key)?) .*$/gm, '')
    .replaceAll('/var/cache/nginx/lectern', `${home}/cache`)
    .replaceAll('/run/lectern-yes', `${home}/yes`)
    .replaceAll('/var/log/nginx/lectern.log', `${home}/access.log`)
    .replace("'$request_time $upstream_cache_status'", "'$request_time $upstream_cache_status $upstream_addr'");
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${home}/${name};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  // One process, which ends with this one: workers would outlive a master that is killed.
  writeFileSync(
    join(home, 'nginx.conf'),
    `${user} daemon off; master_process off; pid ${home}/pid; error_log ${home}/error.log;
     events { worker_connections 256; } http { ${temporary.join(' ')} ${site} }`,
  );
  const command = [
    existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx',
    '-e',
    join(home, 'error.log'),
    '-c',
    join(home, 'nginx.conf'),
  ];
  const url = `http://127.0.0.1:${port}`;
  const { process: running, stop } = await startEngineProcess(command, async () => {
    return await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    url,
    pid: running.pid ?? 0,
    log: () => readFileSync(join(home, 'access.log'), 'utf8'),
    stop,
  };
}
