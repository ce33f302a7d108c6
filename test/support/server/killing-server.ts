// A server that kills itself (SIGKILL) the nth time it comes to a chosen point: KILL_AT=<point>:<n>. Run by the tests of faults.
import { join } from 'node:path';

import { createProcessEventBus } from '../../../src/adapters/event-bus/process-event-bus.ts';
import { createFolderObjectStore } from '../../../src/adapters/object-store/folder-object-store.ts';
import { createMediaTools } from '../../../src/adapters/process-runner/process-media-tools.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { LecternEvent } from '../../../src/events/lectern-event.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { startServer } from '../../../src/main/serve/start-server.ts';
import type { KillPoint } from './kill-points.ts';

const [point, times] = (process.env['KILL_AT'] ?? '').split(':');
let left = Number(times ?? 0);

/** Dies when this is the chosen point for the nth time. */
function reach(reached: KillPoint): void {
  if (reached === point && --left <= 0) process.kill(process.pid, 'SIGKILL');
}

const config = readConfig(process.env);
const logger = silentLogger();
const objects = createFolderObjectStore(join(config.dataFolder, 'media'));
const tools = createMediaTools();
const events = createProcessEventBus<LecternEvent>(logger);

const server = await startServer(config, logger, {
  objects: {
    ...objects,
    async put(key, bytes) {
      if (key.endsWith('.m4s')) reach('before a cell is stored');
      if (key.endsWith('master.m3u8')) reach('before the playlists are stored');
      await objects.put(key, bytes);
      if (key.endsWith('.m4s')) reach('after a cell is stored, before it is marked');
      if (key.endsWith('master.m3u8')) reach('after the playlists are stored');
      if (key.endsWith('.jpg')) reach('after a picture is stored');
    },
  },
  tools: {
    inspect: () => tools.inspect(),
    async run(run) {
      if (run.tool === 'ffprobe') reach('while the source is read');
      return await tools.run({
        ...run,
        async onOutput(output, bytes) {
          if (run.workFolder?.includes('encode-')) reach('while a chunk is encoded');
          await run.onOutput?.(output, bytes);
        },
      });
    },
  },
  events: {
    subscribe: (listener) => events.subscribe(listener),
    publish(event) {
      if (event.type === 'cell.filled') reach('after a cell is marked');
      if (event.type === 'video.changed') reach('after the plan or the upload is saved');
      events.publish(event);
    },
  },
});
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.stdout.write('Lectern is ready\n');
