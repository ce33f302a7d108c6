import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

import { AppError } from '../../kernel/app-error.ts';
import { controlSocketPath } from './control-socket-path.ts';

/** What the running server answered. */
export interface ControlReply {
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Asks the server that runs on this data folder; undefined when none does. Throws AppError INTERNAL when it fails. */
export async function askControlSocket(folder: string, route: string): Promise<ControlReply | undefined> {
  const socket = controlSocketPath(folder);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath: socket.path, path: route }, resolve).on('error', reject).end();
    });
    if (answer.statusCode === 200) return { headers: answer.headers, body: answer };
    const words: Buffer[] = [];
    for await (const piece of answer) words.push(piece as Buffer);
    const message = `The running server could not answer: ${Buffer.concat(words).toString() || answer.statusCode}.`;
    throw new AppError('INTERNAL', { message });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
    throw error;
  } finally {
    socket.close();
  }
}
