import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll } from 'vitest';

import { AS_ADMIN } from '../test/support/server/admin.ts';
import { startTestServer } from '../test/support/server/test-server.ts';
import { buildPages } from './built-pages.ts';
import { Site, serveApp, serveFolder } from './site.ts';
import type { Handler } from './site.ts';

/** The pages of this checkout before a real server, which is asked as an administrator. For one file of tests. */
export async function openStudioSite(): Promise<Site> {
  const pages = buildPages();
  const server = await startTestServer({ settings: { LECTERN_LADDER: '240,360' } });
  const site = await Site.open(
    answerSession,
    forward(server.url),
    serveFolder('/', pages.web),
    serveApp(join(pages.web, 'index.html')),
  );
  afterAll(async () => {
    await site.close();
    pages.remove();
  });
  return site;
}

/** Who asks with a key has no session; the pages want to know whose studio it is. */
const answerSession: Handler = (_request, response, path) => {
  if (path !== '/api/v1/session') return false;
  const person = { id: 'admin', name: 'Ada Lovelace', email: 'ada@example.org', role: 'admin' };
  response
    .writeHead(200, { 'Content-Type': 'application/json' })
    .end(JSON.stringify({ person, canResetByMail: false }));
  return true;
};

function forward(url: string): Handler {
  return async (request, response, path) => {
    if (!/^\/(api|v)\//.test(path)) return false;
    await new Promise<void>((resolve) => {
      const { host: _host, origin: _origin, ...headers } = request.headers;
      const onward = httpRequest(`${url}${request.url ?? ''}`, {
        method: request.method,
        headers: { ...headers, ...AS_ADMIN },
      });
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => {
        onward.destroy();
        resolve();
      });
      request.pipe(onward);
    });
    return true;
  };
}
