import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll } from 'vitest';

import type { RunningServer } from '../src/main/serve/start-server.ts';
import { startTestServer } from '../test/support/server/test-server.ts';
import { buildPages } from './built-pages.ts';
import { Site, serveApp, serveFolder } from './site.ts';
import type { Handler } from './site.ts';

/** The pages of this checkout before a real server, with its content security policy. For one file of tests. */
export async function openAdminSite(settings: Record<string, string> = {}): Promise<{
  readonly site: Site;
  readonly server: RunningServer;
  /** Folder of the pages' code. */
  readonly assets: string;
}> {
  const pages = buildPages();
  const server = await startTestServer({ settings: { LECTERN_LADDER: '240,360', ...settings } });
  const policy = (await fetch(`${server.url}/healthz`)).headers.get('content-security-policy') ?? undefined;
  const site = await Site.open(
    forward(server.url),
    serveFolder('/', pages.web),
    serveApp(join(pages.web, 'index.html'), policy),
  );
  afterAll(async () => {
    await site.close();
    pages.remove();
  });
  return { site, server, assets: join(pages.web, 'assets') };
}

/** Everything but the pages, unchanged: the server sees the browser's own cookie, Host and Origin. */
function forward(url: string): Handler {
  return async (request, response, path) => {
    if (!/^\/(api|v|admin\/queues)(\/|$)/.test(path)) return false;
    await new Promise<void>((resolve) => {
      const { method, headers } = request;
      const onward = httpRequest(`${url}${request.url ?? ''}`, { method, headers });
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
