import { type CORSRule, GetBucketCorsCommand, PutBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Origins of pages, by what they may do with a bucket; `*` is every page. */
export interface AllowedOrigins {
  /** Read objects, whole and by ranges. */
  readonly load: readonly string[];
  /** Do that too, and send what somebody has signed for them. */
  readonly upload: readonly string[];
}

/** Who may reach objects from another origin. */
export interface BucketCors {
  /** Replaces all rules of the bucket. */
  allow(origins: AllowedOrigins): Promise<void>;
  /** What all rules together allow; nothing when the bucket has none. */
  allowed(): Promise<AllowedOrigins>;
}

/** A browser asks again after this. */
const MAX_AGE_SECONDS = 86_400;

/** The CORS rules of one bucket. Errors are those of the SDK. */
export function bucketCors(client: S3Client, Bucket: string): BucketCors {
  return {
    async allow({ load, upload }) {
      // A player asks for ranges; it may learn how long an object is and whether it has changed.
      const AllowedHeaders = ['range', 'if-none-match', 'if-modified-since'];
      const ExposeHeaders = ['Content-Length', 'Content-Range', 'ETag', 'Accept-Ranges'];
      const common = { ExposeHeaders, MaxAgeSeconds: MAX_AGE_SECONDS };
      // Ceph takes the first rule that names the origin, whatever it allows: so the one that allows more, and all of it.
      const rules: CORSRule[] = [
        {
          ...common,
          AllowedOrigins: [...upload],
          AllowedMethods: ['GET', 'HEAD', 'PUT'],
          AllowedHeaders: [...AllowedHeaders, 'content-type', 'content-md5'],
        },
        { ...common, AllowedOrigins: [...load], AllowedMethods: ['GET', 'HEAD'], AllowedHeaders },
      ];
      const CORSRules = rules.filter(({ AllowedOrigins = [] }) => AllowedOrigins.length > 0);
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    },
    async allowed() {
      const answer = await client.send(new GetBucketCorsCommand({ Bucket })).catch((error: unknown) => {
        if ((error as { name?: string }).name === 'NoSuchCORSConfiguration') return undefined;
        throw error;
      });
      const rules = answer?.CORSRules ?? [];
      const originsOf = (method: string): string[] => {
        const allowing = rules.filter(({ AllowedMethods }) => AllowedMethods?.includes(method));
        return [...new Set(allowing.flatMap(({ AllowedOrigins }) => AllowedOrigins ?? []))];
      };
      return { load: originsOf('GET'), upload: originsOf('PUT') };
    },
  };
}
