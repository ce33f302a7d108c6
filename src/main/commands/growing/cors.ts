import { readConfig } from '../../../config/read-config.ts';
import type { Config } from '../../../config/settings.ts';
import { AppError } from '../../../kernel/app-error.ts';
import { openS3 } from '../../serve/open-s3.ts';

/**
 * Lets pages of these origins (`*`: every page) load streams straight from the bucket; where uploads go there too, Lectern's own
 * pages may send them. Returns the exit code.
 */
export async function cors(args: { origin: readonly string[] }): Promise<number> {
  const config = readConfig(process.env);
  const wrong = args.origin.find((origin) => origin !== '*' && !isOrigin(origin));
  if (wrong !== undefined) {
    throw new AppError('CONFIG_INVALID', {
      message: `${wrong} is no origin; wanted one such as https://learn.example.`,
    });
  }
  const store = openS3(config);
  if (!store) throw new AppError('CONFIG_INVALID', { message: 'S3_BUCKET is not set: there is no bucket.' });
  try {
    const uploaders = config.directUploads === 'yes' ? uploadOrigins(config, args.origin) : [];
    await store.cors.allow({ load: args.origin, upload: uploaders });
    const { load, upload } = await store.cors.allowed();
    process.stdout.write(`Pages of ${load.join(', ')} may load streams from the bucket ${config.s3Bucket}.\n`);
    if (upload.length > 0) process.stdout.write(`Pages of ${upload.join(', ')} may send uploads there.\n`);
    return 0;
  } finally {
    store.close();
  }
}

/** Pages of every origin may play, but only Lectern's own upload. */
function uploadOrigins({ publicUrl }: Config, origins: readonly string[]): readonly string[] {
  const named = publicUrl === undefined ? origins.filter((origin) => origin !== '*') : [publicUrl];
  if (named.length > 0) return named;
  throw new AppError('CONFIG_INVALID', {
    message: 'LECTERN_URL is not set: the origin whose pages send uploads to the bucket is not known.',
  });
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
