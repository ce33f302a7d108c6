import { createS3ObjectStore } from '../../adapters/object-store/s3/s3-object-store.ts';
import type { Config } from '../../config/settings.ts';
import { objectHeaders } from '../../delivery/object-headers.ts';

/** The store in the bucket that the settings name; undefined: none is named. Nothing is asked of it yet. */
export function openS3(config: Config): ReturnType<typeof createS3ObjectStore> | undefined {
  const { s3Bucket: bucket, s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = config;
  if (bucket === undefined) return undefined;
  return createS3ObjectStore({
    bucket,
    endpoint: config.s3Endpoint,
    region: config.s3Region,
    keys: accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey },
    isPathStyle: config.s3PathStyle === 'true',
    prefix: config.s3Prefix ?? '',
    headersOf: objectHeaders,
  });
}
