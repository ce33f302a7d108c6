import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { expect, it } from 'vitest';

import type { Principal } from '../../accounts/principal.ts';
import { limitsByUploader } from '../../pipeline/upload/upload-limits.ts';
import type { WorkSettings } from '../../pipeline/work/work-context.ts';
import { registerLimits } from './limits.ts';

it('tells what may be uploaded, with the numbers the operator set', async () => {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const administrator = { maxUploadBytes: 5_000, maxDurationSeconds: 60, maxShortSide: 1080 };
  const limits = limitsByUploader(administrator, { maxUploadBytes: 1_000 });
  const settings = { limits, diskReserveBytes: 100 } as WorkSettings;
  let role: 'admin' | 'instructor' = 'admin';
  app.decorateRequest('principal', { getter: () => ({ kind: 'person', id: 'ada', role }) as Principal });
  let freeBytes = 50;
  registerLimits(app, { settings, diskRoom: () => Promise.resolve(freeBytes) }, true);
  const answer = await app.inject('/limits');
  expect(answer.json()).toEqual({
    maxUploadBytes: 5_000,
    maxDurationSeconds: 60,
    maxShortSide: 1080,
    formats: expect.arrayContaining(['mp4', 'mkv', 'mov']) as string[],
    directUploads: true,
    isPausedForRoom: false,
  });
  role = 'instructor';
  expect((await app.inject('/limits')).json()).toMatchObject({ maxUploadBytes: 1_000, maxShortSide: 1080 });
  freeBytes = 49;
  expect((await app.inject('/limits')).json()).toMatchObject({ isPausedForRoom: true });
});
