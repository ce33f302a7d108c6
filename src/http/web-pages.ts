import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import { declareAccess } from './access.ts';
import { answerNotFound } from './errors.ts';

/**
 * The built pages at `/`. Files under `assets/` carry a hash in their name and are kept for ever; every other address that
 * a browser opens is the one page, which knows its own routes.
 */
export async function registerWebPages(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    app.setNotFoundHandler(answerNotFound);
    return;
  }
  await app.register(async (scope) => {
    declareAccess(scope, 'anyone');
    await scope.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      preCompressed: true, // the build puts .br and .gz beside the files …
      globIgnore: ['**/*.{br,gz}'], // … which have no addresses of their own
      cacheControl: false,
      setHeaders(reply, path) {
        const isHashed = path.startsWith(`${folder}/assets/`);
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    scope.setNotFoundHandler(async (request, reply) => {
      const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
      if (!isPage || /^\/(api|v)\//.test(request.url)) return await answerNotFound(request, reply);
      return await reply.sendFile('index.html');
    });
  });
}
