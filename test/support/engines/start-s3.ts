import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execa } from 'execa';

import type { Engine } from './engine.ts';
import { type EngineProcess, freePort, startEngineProcess } from './engine-process.ts';

/** Who may use it. */
export const S3_TEST_KEYS = { accessKeyId: 'testkey', secretAccessKey: 'testsecret' } as const;

/** A Ceph cluster of one node that keeps everything in memory, with its S3 gateway on a free port. Takes 5 to 15 s. */
export async function startS3(folder: string): Promise<Engine> {
  const home = join(folder, 'ceph');
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(home, name), { recursive: true });
  const [monitorPort, port] = [await freePort(), await freePort()];
  const clusterId = randomUUID();
  writeFileSync(join(home, 'ceph.conf'), settings({ home, clusterId, monitorPort, port }));
  const env = { CEPH_CONF: join(home, 'ceph.conf') };
  const run = async (program: string, ...args: string[]): Promise<string> => {
    return (await execa(program, args, { env, timeout: 60_000 })).stdout;
  };
  /** Saying it twice changes nothing. A busy monitor may refuse even to tell what it understands (EPERM): it is asked again. */
  const tell = async (...args: string[]): Promise<string> => {
    for (let left = 5; ; left--) {
      try {
        return await run('ceph', '--connect-timeout', '20', ...args);
      } catch (error) {
        if (left === 0) throw error;
      }
    }
  };
  const running: EngineProcess[] = [];
  const start = async (command: string[], isUp: () => Promise<boolean>): Promise<void> => {
    running.push(await startEngineProcess(command, isUp, { env }));
  };
  const stop = async (): Promise<void> => void (await Promise.all(running.map((each) => each.stop())));
  const url = `http://127.0.0.1:${port}`;
  try {
    const map = join(home, 'monmap');
    await run('monmaptool', '--create', '--addv', 'a', `[v1:127.0.0.1:${monitorPort}]`, '--fsid', clusterId, map);
    await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    await start(['ceph-mon', '-f', '-i', 'a'], () => succeeds(run('ceph', '--connect-timeout', '2', 'quorum_status')));
    const osdId = randomUUID();
    await tell('osd', 'create', osdId);
    await run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osdId);
    await start(['ceph-osd', '-f', '-i', '0'], async () => (await tell('osd', 'stat')).includes('1 up'));
    await tell('osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=h');
    const { accessKeyId, secretAccessKey } = S3_TEST_KEYS;
    const user = ['--uid=test', '--display-name=test', `--access-key=${accessKeyId}`, `--secret=${secretAccessKey}`];
    await run('radosgw-admin', 'user', 'create', ...user);
    await start(['radosgw', '-f', '-n', 'client.rgw'], () => succeeds(fetch(url)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/**
 * One copy of everything, no authentication inside the cluster, nothing that waits for an operator. The node does not
 * tell its place at its start: under load it did so before it knew the cluster's id, was refused, and ended.
 */
function settings(cluster: { home: string; clusterId: string; monitorPort: number; port: number }): string {
  const { home, clusterId, monitorPort, port } = cluster;
  return `[global]
fsid = ${clusterId}
mon host = v1:127.0.0.1:${monitorPort}
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
mon data = ${home}/mon
osd data = ${home}/osd
osd class update on start = false
osd crush update on start = false
osd objectstore = memstore
memstore device bytes = 2147483648
osd class load list = *
osd class default list = *
run dir = ${home}
admin socket = ${home}/$name.asok
log file = ${home}/$name.log
ms bind ipv6 = false
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw data = ${home}/rgw
`;
}

async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return await promise.then(
    () => true,
    () => false,
  );
}
