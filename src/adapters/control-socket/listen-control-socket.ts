import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Logger } from '../../kernel/logger.ts';
import { controlSocketPath } from './control-socket-path.ts';

/** What a command of the same user is answered. */
export interface ControlAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Listens on `control.sock` in the data folder for commands of the user who runs the server: the system keeps others from
 * opening it, and no network leads there. Only for the process that holds the folder's lock. Answers how to stop.
 */
export async function listenControlSocket(
  folder: string,
  routes: Readonly<Record<string, () => Promise<ControlAnswer>>>,
  logger: Logger,
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (!route) {
      response.writeHead(404).end();
      return;
    }
    route()
      .then(async ({ headers, body }) => {
        response.writeHead(200, headers);
        await pipeline(Readable.from(body), response);
      })
      .catch((error: unknown) => {
        logger.error({ err: error, route: request.url }, 'a command of this machine could not be answered');
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end(error instanceof Error ? error.message : String(error));
      });
  });
  const socket = controlSocketPath(folder);
  rmSync(socket.file, { force: true }); // of a server that was killed
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The socket is made inside this call: nobody else can open it, not even for a moment.
    const usual = process.umask(0o177);
    server.listen(socket.path, resolve);
    process.umask(usual);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    socket.close();
    rmSync(socket.file, { force: true });
  };
}
