import { expect, it } from 'vitest';

import { limitsByUploader } from './upload-limits.ts';

const administrator = { maxUploadBytes: 1000, maxDurationSeconds: 3600, maxShortSide: 2160 };

it('gives instructors the limits of administrators where they have none of their own', () => {
  expect(limitsByUploader(administrator, {})).toEqual({ administrator, instructor: administrator });
});

it('never gives instructors more than administrators have', () => {
  const { instructor } = limitsByUploader(administrator, { maxUploadBytes: 2000, maxShortSide: 1080 });
  expect(instructor).toEqual({ maxUploadBytes: 1000, maxDurationSeconds: 3600, maxShortSide: 1080 });
});
