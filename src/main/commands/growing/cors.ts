import { readConfig } from '../../../config/read-config.ts';
import { AppError } from '../../../kernel/app-error.ts';
import { openS3 } from '../../serve/open-s3.ts';

/** Lets pages of these origins (`*`: every page) load streams straight from the bucket. Returns the exit code. */
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
    await store.cors.allow(args.origin);
    const allowed = await store.cors.allowed();
    process.stdout.write(`Pages of ${allowed.join(', ')} may load streams from the bucket ${config.s3Bucket}.\n`);
    return 0;
  } finally {
    store.close();
  }
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
