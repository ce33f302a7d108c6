import { AppError } from '../../../kernel/app-error.ts';
import type { ErrorCode } from '../../../kernel/error-codes.ts';

/** What is read here of an error of the SDK: `name` is the server's code, or Node's class of error. */
interface S3Failure {
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: 'S3_ACCESS_DENIED',
  InvalidAccessKeyId: 'S3_ACCESS_DENIED',
  SignatureDoesNotMatch: 'S3_ACCESS_DENIED',
  RequestTimeTooSkewed: 'S3_ACCESS_DENIED',
  CredentialsProviderError: 'S3_ACCESS_DENIED',
  NoSuchBucket: 'S3_BUCKET_WRONG',
  PermanentRedirect: 'S3_BUCKET_WRONG',
  AuthorizationHeaderMalformed: 'S3_BUCKET_WRONG',
  InvalidBucketName: 'S3_BUCKET_WRONG',
  QuotaExceeded: 'DISK_FULL',
  InsufficientCapacity: 'DISK_FULL',
};

/** Whether the store said that there is no such object. HEAD answers have no body, so only their status counts. */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as S3Failure;
  return name === 'NoSuchKey' || name === 'NotFound' || ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket');
}

/**
 * Whether a store did not put an object because there is one of that name. 409: another request puts it at this moment. 501:
 * a store that cannot tell; to its caller that is the same, who then puts it whatever is there.
 */
export function isThereAlready(error: unknown): boolean {
  return [409, 412, 501].includes((error as S3Failure).$metadata?.httpStatusCode ?? 0);
}

/** An error of the SDK as AppError, with what was to be done and where. Signatures and keys are not repeated. */
export function asS3Error(cause: unknown, what: string, where: string): AppError {
  const failure = cause as S3Failure;
  const status = failure.$metadata?.httpStatusCode;
  const tries = failure.$metadata?.attempts ?? 1;
  const said = [status, failure.code ?? failure.name, failure.message].filter((each) => each !== undefined).join(' ');
  const message = `Could not ${what} (${where}): ${said}${tries > 1 ? `, after ${tries} tries` : ''}.`;
  return new AppError(codeOf(failure, status), { message, retry: 'later', cause });
}

function codeOf({ name = '' }: S3Failure, status: number | undefined): ErrorCode {
  const known = CODES[name];
  if (known) return known;
  if (status === 401 || status === 403) return 'S3_ACCESS_DENIED';
  if (status === 507) return 'DISK_FULL';
  return status === undefined ? 'S3_UNREACHABLE' : 'S3_FAILED';
}
