import { stat } from 'node:fs/promises';
import path from 'node:path';

import fastifyStatic from '@fastify/static';
import fastify from 'fastify';

import { AppError } from '../../kernel/app-error.ts';
import { STATE_FOLDER_NAME } from '../transcode/output-folder.ts';
import { builtPagesFolder } from '../built-pages.ts';

/** What the command line asks for. */
export interface PreviewArguments {
  readonly folder: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Types that the HLS authoring specification wants (1.36, 10.x) and that not every list of types knows. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mpd': 'application/dash+xml',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.ts': 'video/mp2t',
  '.vtt': 'text/vtt',
};

/** Serves a finished tree with a small player page on localhost until it is interrupted. Returns the exit code. */
export async function preview(args: PreviewArguments): Promise<number> {
  const folder = path.resolve(args.folder);
  const master = await stat(path.join(folder, 'master.m3u8')).catch(() => undefined);
  if (!master?.isFile()) {
    throw new AppError('SOURCE_MISSING', { message: `${folder} holds no master.m3u8.` });
  }
  const pages = builtPagesFolder('preview');
  const app = fastify();
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/media/',
    cacheControl: false,
    allowedPath: (pathName) => !pathName.split('/').includes(STATE_FOLDER_NAME),
    setHeaders: (reply, filePath) => {
      const type = MEDIA_TYPES[path.extname(filePath)];
      if (type) reply.header('content-type', type);
      reply.header('cache-control', 'no-cache');
      reply.header('access-control-allow-origin', '*');
    },
  });
  if (pages) await app.register(fastifyStatic, { root: pages, prefix: '/', decorateReply: false });
  else app.get('/', async (_request, reply) => reply.redirect('/media/master.m3u8'));
  await app.listen({ host: '127.0.0.1', port: args.port }).catch((cause: unknown) => {
    throw new AppError('PORT_UNAVAILABLE', { message: `Port ${args.port} cannot be opened on this machine.`, cause });
  });
  const address = app.server.address();
  const port = typeof address === 'object' ? address?.port : args.port;
  process.stdout.write(`Open http://localhost:${port}/ (the stream: http://localhost:${port}/media/master.m3u8)\n`);
  await new Promise<void>((resolve) => args.signal.addEventListener('abort', () => resolve(), { once: true }));
  await app.close();
  return 0;
}
