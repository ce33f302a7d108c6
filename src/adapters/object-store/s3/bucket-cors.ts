import { GetBucketCorsCommand, PutBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Who may load objects from another origin. */
export interface BucketCors {
  /** Lets pages of these origins read objects, whole and by ranges; `*` is every page. Replaces all rules of the bucket. */
  allow(origins: readonly string[]): Promise<void>;
  /** Origins that may read, of all rules; none when the bucket has no rules. */
  allowed(): Promise<string[]>;
}

/** A browser asks again after this. */
const MAX_AGE_SECONDS = 86_400;

/** The CORS rules of one bucket. Errors are those of the SDK. */
export function bucketCors(client: S3Client, Bucket: string): BucketCors {
  return {
    async allow(origins) {
      const rule = {
        AllowedOrigins: [...origins],
        AllowedMethods: ['GET', 'HEAD'],
        // A player asks for ranges; it may learn how long an object is and whether it has changed.
        AllowedHeaders: ['range', 'if-none-match', 'if-modified-since'],
        ExposeHeaders: ['Content-Length', 'Content-Range', 'ETag', 'Accept-Ranges'],
        MaxAgeSeconds: MAX_AGE_SECONDS,
      };
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
    },
    async allowed() {
      const answer = await client.send(new GetBucketCorsCommand({ Bucket })).catch((error: unknown) => {
        if ((error as { name?: string }).name === 'NoSuchCORSConfiguration') return undefined;
        throw error;
      });
      const rules = answer?.CORSRules ?? [];
      return rules.flatMap((rule) => (rule.AllowedMethods?.includes('GET') ? (rule.AllowedOrigins ?? []) : []));
    },
  };
}
