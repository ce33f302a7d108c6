import { AppError } from '../kernel/app-error.ts';
import type { Setting } from './setting.ts';
import { type Config, SETTINGS } from './settings.ts';

/**
 * Reads every setting from the environment. An empty variable counts as not set.
 *
 * Throws one AppError CONFIG_INVALID that names all problems, not just the first.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, each] of Object.entries<Setting>(SETTINGS)) {
    const given = environment[each.name]?.trim();
    const isGiven = given !== undefined && given !== '';
    const result = each.schema.safeParse(isGiven ? given : each.defaultText);
    if (result.success) values[key] = result.data;
    else problems.push(`${shown(each, given)}: ${result.error.issues[0]?.message ?? 'not accepted'}`);
  }
  if (problems.length === 0) problems.push(...contradictions(values as Config));
  if (problems.length > 0) {
    throw new AppError('CONFIG_INVALID', { message: `${problems.length} wrong settings: ${problems.join('; ')}.` });
  }
  return values as Config;
}

/** Settings that mean nothing without another. */
function contradictions(config: Config): string[] {
  const { s3Bucket, s3Endpoint, s3AccessKeyId, s3SecretAccessKey, smtpUrl, mailFrom, publicUrl } = config;
  const hasKey = s3AccessKeyId !== undefined;
  const hasSecret = s3SecretAccessKey !== undefined;
  return [
    ...(s3Bucket === undefined && (s3Endpoint ?? s3AccessKeyId) !== undefined
      ? ['S3_BUCKET: wanted the name of a bucket, because other S3 settings are given']
      : []),
    ...(s3Bucket === undefined && config.publicMediaUrl !== undefined
      ? ['PUBLIC_MEDIA_URL: wanted S3_BUCKET beside it, because copies of public videos lie in the bucket']
      : []),
    ...(s3Bucket === undefined && config.directUploads === 'yes'
      ? ['LECTERN_DIRECT_UPLOADS: wanted S3_BUCKET beside it, because files are sent straight to the bucket']
      : []),
    ...(s3Bucket !== undefined && config.accelPrefix !== undefined
      ? ['LECTERN_ACCEL_PREFIX: wanted no S3_BUCKET beside it, because nginx sends files of the data folder only']
      : []),
    ...(smtpUrl !== undefined && mailFrom === undefined ? ['MAIL_FROM: wanted, because SMTP_URL is given'] : []),
    // From the request it could be taken from a forged Host, and a link with its secret would lead elsewhere.
    ...(smtpUrl !== undefined && publicUrl === undefined ? ['LECTERN_URL: wanted, because SMTP_URL is given'] : []),
    ...(hasKey && !hasSecret ? ['S3_SECRET_ACCESS_KEY: wanted, because S3_ACCESS_KEY_ID is given'] : []),
    ...(hasSecret && !hasKey ? ['S3_ACCESS_KEY_ID: wanted, because S3_SECRET_ACCESS_KEY is given'] : []),
  ];
}

function shown({ name, isSecret }: Setting, given = ''): string {
  return isSecret ? name : `${name}=${given}`;
}
