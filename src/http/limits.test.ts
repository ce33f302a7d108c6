import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { expect, it } from 'vitest';

import type { WorkSettings } from '../pipeline/work/work-context.ts';
import { registerLimits } from './limits.ts';

it('tells what may be uploaded, with the numbers the operator set', async () => {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const limits = { maxUploadBytes: 5_000, limits: { maxDurationSeconds: 60 } };
  const settings = { ...limits, diskReserveBytes: 100 } as WorkSettings;
  let freeBytes = 50;
  registerLimits(app, { settings, diskRoom: () => Promise.resolve(freeBytes) });
  const answer = await app.inject('/limits');
  expect(answer.json()).toEqual({
    maxUploadBytes: 5_000,
    maxDurationSeconds: 60,
    formats: expect.arrayContaining(['mp4', 'mkv', 'mov']) as string[],
    isPausedForRoom: false,
  });
  freeBytes = 49;
  expect((await app.inject('/limits')).json()).toMatchObject({ isPausedForRoom: true });
});
