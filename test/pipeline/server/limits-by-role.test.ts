import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { VideoView } from '../../../src/http/video-view.ts';
import type { RunningServer } from '../../../src/main/serve/start-server.ts';
import { generatedClip } from '../../support/server/generated-clip.ts';
import { startTestServer } from '../../support/server/test-server.ts';
import { TusClient, tusMetadata } from '../../support/server/tus-client.ts';
import { untilEnded } from '../../support/server/video-watcher.ts';
import { newVisitor } from '../../support/server/visitor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const INSTRUCTOR_BYTES = 3_000_000;
const ADMINISTRATOR_BYTES = 5_000_000;

let server: RunningServer;
let tus: TusClient;
let asInstructor: Record<string, string>;
let clip: string;

beforeAll(async () => {
  clip = await generatedClip(
    temporaryFolder((remove) => afterAll(remove)),
    2,
  );
  server = await startTestServer({
    settings: {
      LECTERN_LADDER: '240',
      LECTERN_MAX_UPLOAD_BYTES: String(ADMINISTRATOR_BYTES),
      LECTERN_INSTRUCTOR_MAX_UPLOAD_BYTES: String(INSTRUCTOR_BYTES),
      LECTERN_INSTRUCTOR_MAX_RESOLUTION: '240',
    },
  });
  tus = new TusClient(server.url);
  const { visitor } = await newVisitor(server, 'instructor');
  asInstructor = { authorization: '', cookie: visitor.cookie };
});

const announce = async (sizeBytes: number, who: Record<string, string> = {}) =>
  await tus.request('POST', '/api/v1/uploads', {
    'upload-length': String(sizeBytes),
    'upload-metadata': tusMetadata({ filename: 'clip.mp4' }),
    ...who,
  });
const limitsOf = async (who: Record<string, string> = {}): Promise<unknown> =>
  JSON.parse((await tus.request('GET', '/api/v1/limits', who)).body);

describe('limits by role', () => {
  it('are told to whoever asks, each their own', async () => {
    expect(await limitsOf()).toMatchObject({ maxUploadBytes: ADMINISTRATOR_BYTES, maxShortSide: 4320 });
    expect(await limitsOf(asInstructor)).toMatchObject({ maxUploadBytes: INSTRUCTOR_BYTES, maxShortSide: 240 });
    const options = await tus.request('OPTIONS', '/api/v1/uploads', asInstructor);
    expect(options.headers.get('tus-max-size')).toBe(String(INSTRUCTOR_BYTES));
  });

  it('refuse a file that is too large before its first byte, with what to do', async () => {
    expect((await announce(INSTRUCTOR_BYTES, asInstructor)).status).toBe(201);
    const refused = await announce(INSTRUCTOR_BYTES + 1, asInstructor);
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.body)).toMatchObject({
      error: { code: 'SOURCE_TOO_LARGE', action: expect.stringContaining('administrator') as string },
    });
    expect((await announce(INSTRUCTOR_BYTES + 1)).status).toBe(201);
    expect((await announce(ADMINISTRATOR_BYTES + 1)).status).toBe(413);
  });

  it('refuse a file that is too large also where its length was not said', async () => {
    const deferred = await tus.request('POST', '/api/v1/uploads', {
      'upload-defer-length': '1',
      'upload-metadata': tusMetadata({ filename: 'clip.mp4' }),
      ...asInstructor,
    });
    expect(deferred.status).toBe(201);
    const path = deferred.headers.get('location') ?? '';
    const length = { 'upload-length': String(INSTRUCTOR_BYTES + 1) };
    const refused = await tus.patch(path, 0, new Uint8Array(10), { ...length, ...asInstructor });
    expect([refused.status, JSON.parse(refused.body)]).toMatchObject([413, { error: { code: 'SOURCE_TOO_LARGE' } }]);
  });

  it('refuse a picture that is too large for an instructor and take it of an administrator', async () => {
    const bytes = await readFile(clip);
    const begun = await announce(bytes.length, asInstructor);
    const path = begun.headers.get('location') ?? '';
    expect((await tus.patch(path, 0, bytes, asInstructor)).status).toBe(204);
    const refused: VideoView = await untilEnded(server.url, path.split('/').at(-1) ?? '');
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'SOURCE_TOO_MANY_PIXELS' } });
    expect(refused.error?.message).toBe(
      'The picture has 640 x 360 pixels; at most 240 on its short side are accepted.',
    );
    expect((await untilEnded(server.url, await tus.upload(bytes))).state).toBe('ready');
  });
});
