import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Fastify from 'fastify';
import { expect, it } from 'vitest';

import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { registerWebPages } from './web-pages.ts';

async function appWith(folder: string | undefined) {
  const app = Fastify();
  await registerWebPages(app, folder);
  return app;
}

function builtPages(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Lectern</title>');
  writeFileSync(join(folder, 'assets/index-abc.js'), 'export {};');
  return folder;
}

const html = { accept: 'text/html,*/*' };

it('opens the one page at every address that a browser may open', async () => {
  const app = await appWith(builtPages());
  for (const url of ['/', '/watch/abc', '/studio?x=1']) {
    const answer = await app.inject({ url, headers: html });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<title>Lectern');
    expect(answer.headers['cache-control']).toBe('no-cache');
  }
});

it('keeps files with a hash in their name for ever', async () => {
  const answer = await (await appWith(builtPages())).inject('/assets/index-abc.js');
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

it.each([
  ['gzip, deflate, br, zstd', 'br', 'small'],
  ['gzip', 'gzip', 'less small'],
  ['identity', undefined, 'export {};'],
])('sends what the build has compressed to who takes it: %s', async (accepted, encoding, body) => {
  const folder = builtPages();
  writeFileSync(join(folder, 'assets/index-abc.js.br'), 'small');
  writeFileSync(join(folder, 'assets/index-abc.js.gz'), 'less small');
  const app = await appWith(folder);
  const answer = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': accepted } });
  expect(answer.headers['content-encoding']).toBe(encoding);
  expect(answer.headers['content-type']).toMatch(/javascript/);
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(answer.headers['vary']).toMatch(/accept-encoding/i);
  expect(answer.body).toBe(body);
});

it('answers in JSON where no page is meant', async () => {
  const app = await appWith(builtPages());
  for (const request of [
    { url: '/missing.js' },
    { url: '/api/v1/none', headers: html },
    { url: '/v/none', headers: html },
    { url: '/watch/abc', method: 'POST' as const, headers: html },
    { url: '/assets/../../secret', headers: { accept: '*/*' } },
  ]) {
    const answer = await app.inject(request);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
  }
});

it('works without pages', async () => {
  expect((await (await appWith(undefined)).inject({ url: '/', headers: html })).statusCode).toBe(404);
});
