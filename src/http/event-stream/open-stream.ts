import type { FastifyInstance, FastifyReply } from 'fastify';

/** Keeps proxies and browsers from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;
/** A page that does not read is let go: it asks again and gets everything anew. */
const MAX_BUFFERED_BYTES = 1_000_000;

/** Sends one event: its name, and a value as JSON. */
export type SendEvent = (event: string, data: unknown) => void;

/** Turns a reply into a stream of server-sent events. `begin` answers how to stop; when it throws, the client asks again. */
export type OpenStream = (
  reply: FastifyReply,
  begin: (send: SendEvent, end: () => void) => Promise<() => void>,
  /** Asked every 15 s: a stream may last longer than the right to it. */
  options?: { readonly isStillAllowed: () => Promise<boolean> },
) => Promise<void>;

/** Event streams that end when the server closes. */
export function createEventStreams(app: FastifyInstance): OpenStream {
  const open = new Set<() => void>();
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
    for (const end of open) end();
  });
  return async (reply, begin, options) => {
    const headers = reply.getHeaders() as Record<string, string>;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no', // nginx would hold events back
    });
    if (reply.request.method === 'HEAD' || isClosing) {
      raw.end(); // else whoever asks what is here would wait for ever, and a server that ends for a page
      return;
    }
    const write = (text: string): void => {
      raw.write(text);
      if (raw.writableLength > MAX_BUFFERED_BYTES) raw.destroy();
    };
    write('retry: 1000\n\n');
    const beat = async (): Promise<void> => {
      write(': still here\n\n');
      // Where the tables cannot be asked, nothing is known: the next beat asks again.
      if ((await options?.isStillAllowed().catch(() => true)) === false) end();
    };
    const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS);
    let unsubscribe: (() => void) | undefined;
    const end = (): void => {
      clearInterval(heartbeat);
      unsubscribe?.();
      open.delete(end);
      raw.end();
    };
    open.add(end);
    raw.on('close', end);
    try {
      unsubscribe = await begin((event, data) => {
        if (!raw.writableEnded) write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }, end);
      if (raw.destroyed || raw.writableEnded) end();
    } catch {
      raw.destroy();
    }
  };
}
