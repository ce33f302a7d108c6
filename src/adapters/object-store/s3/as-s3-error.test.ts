import { expect, it } from 'vitest';

import { asS3Error, isMissing } from './as-s3-error.ts';

it.each([
  [{ name: 'QuotaExceeded', $metadata: { httpStatusCode: 403 } }, 'DISK_FULL'],
  [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 'S3_ACCESS_DENIED'],
  [{ name: '403', $metadata: { httpStatusCode: 403 } }, 'S3_ACCESS_DENIED'],
  [{ name: 'PermanentRedirect', $metadata: { httpStatusCode: 301 } }, 'S3_BUCKET_WRONG'],
  [{ name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, 'S3_FAILED'],
  [{ name: 'TimeoutError', code: 'ETIMEDOUT' }, 'S3_UNREACHABLE'],
])('tells %j as %s', (error, code) => {
  expect(asS3Error(error, 'store a', 'here')).toMatchObject({ code, retry: 'later' });
});

it('tells a missing object from a missing bucket', () => {
  expect(isMissing({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })).toBe(true);
  expect(isMissing({ name: 'NotFound', $metadata: { httpStatusCode: 404 } })).toBe(true);
  expect(isMissing({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } })).toBe(false);
});
