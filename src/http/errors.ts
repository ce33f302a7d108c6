import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { TooManyAttempts } from '../accounts/sign-in/too-many-attempts.ts';
import { AppError } from '../kernel/app-error.ts';
import { ERROR_CODES, type ErrorCode } from '../kernel/error-codes.ts';
import type { Logger } from '../kernel/logger.ts';
import { redactUrl } from './playback/redact-url.ts';
import { UPLOADS_PATH } from './uploads/tus-uploads.ts';

/** Status of the codes that a request can meet; all others are 500. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  SOURCE_EMPTY: 400,
  SOURCE_TOO_LARGE: 413,
  DISK_FULL: 507,
  VIDEO_NOT_FOUND: 404,
  VIDEO_STATE_CONFLICT: 409,
  NOT_FOUND: 404,
  PLAYBACK_NOT_ALLOWED: 403,
  CONTENT_NOT_READY: 503,
  DATABASE_UNREACHABLE: 503,
  DATABASE_UNSUITABLE: 503,
  REDIS_UNREACHABLE: 503,
  S3_UNREACHABLE: 503,
  S3_FAILED: 503,
  COURSE_NOT_FOUND: 404,
  COURSE_CHANGED: 409,
  NOT_AN_INSTRUCTOR: 400,
  LAST_INSTRUCTOR: 409,
  MODULE_NOT_FOUND: 404,
  LESSON_NOT_FOUND: 404,
  LESSON_CHANGED: 409,
  LESSON_HAS_VIDEO: 409,
  NOT_IN_BIN: 404,
  ATTACHMENT_TOO_LARGE: 413,
  POSTER_UNREADABLE: 400,
  POSTER_NOT_MADE: 409,
  CAPTIONS_UNREADABLE: 400,
  REQUEST_INVALID: 400,
  REQUEST_FOREIGN: 403,
  SIGN_IN_REQUIRED: 401,
  NOT_ALLOWED: 403,
  SIGN_IN_FAILED: 401,
  ACCOUNT_DEACTIVATED: 403,
  TOO_MANY_ATTEMPTS: 429,
  PASSWORD_UNSUITABLE: 400,
  PASSWORD_WRONG: 400,
  LINK_EXPIRED: 404,
  EMAIL_TAKEN: 409,
  INVITATION_WAITS: 409,
  PERSON_NOT_FOUND: 404,
  LAST_ADMIN: 409,
  UPLOAD_NOT_FOUND: 404,
  UPLOAD_ELSEWHERE: 423, // what clients of tus take for: ask again
  UPLOAD_CONFLICT: 409,
  UPLOAD_INCOMPLETE: 409,
  DIRECT_UPLOADS_OFF: 404,
  UPLOAD_CHECKSUM_MISMATCH: 460, // tus 1.0, checksum extension
};

/** Seconds after which asking again makes sense. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { CONTENT_NOT_READY: 1, UPLOAD_ELSEWHERE: 2, DISK_FULL: 60 };
/** A store that is away: it restarts, or somebody must see to it. */
const OUTAGE_RETRY_AFTER = 5;
/** RFC 4918, 11.3. */
const LOCKED = 423;
/** Viewers are not told where the stores are; the log is. */
const OUTAGE_MESSAGE = 'Lectern cannot reach one of its stores just now.';

/** A driver's error as AppError when it means that a store is away. */
export type OutageOf = (error: unknown) => AppError | undefined;

/** Answers every error in one shape: `{ error: { code, message, action, requestId } }`. */
export function createErrorHandler(logger: Logger, outageOf: OutageOf = () => undefined) {
  return async (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const known = asAppError(outageOf(error) ?? error);
    const status = isOutage(known) && asksHowFar(request) ? LOCKED : statusOf(known, error);
    const told = { err: error, detail: known.detail, requestId: request.id, url: redactUrl(request.url) };
    if (isOutage(known)) logger.warn(told, 'a request failed because a store is away');
    else if (status >= 500 && status !== 503) logger.error(told, 'a request failed');
    await sendError(request, reply, status, known);
  };
}

/** For what has no route. */
export async function answerNotFound(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const path = redactUrl(request.url.split('?')[0] ?? '');
  const error = new AppError('NOT_FOUND', { message: `There is nothing at ${path}.` });
  await sendError(request, reply, 404, error);
}

async function sendError(request: FastifyRequest, reply: FastifyReply, status: number, error: AppError): Promise<void> {
  const { code } = error;
  const message = isOutage(error) ? OUTAGE_MESSAGE : error.message;
  const retryAfter = isOutage(error) ? OUTAGE_RETRY_AFTER : RETRY_AFTER[code];
  if (error instanceof TooManyAttempts) reply.header('retry-after', error.retryAfterSeconds);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  // What is missing now may be there in a second.
  reply.header('cache-control', 'no-store');
  const body = { error: { code, message, action: ERROR_CODES[code], requestId: request.id } };
  // As text: a route's own schema of answers is not asked about errors.
  await reply.code(status).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = [error.validationContext, ...(first?.instancePath.split('/') ?? [])].filter(Boolean).join('.');
    return new AppError('REQUEST_INVALID', { message: `${where}: ${first?.message ?? 'not accepted'}.` });
  }
  const { statusCode = 500, message } = error as FastifyError;
  if (statusCode < 500 && !isResponseSerializationError(error))
    return new AppError('REQUEST_INVALID', { message: message.replace(/[^.]$/, '$&.') });
  return new AppError('INTERNAL', { message: 'Something went wrong inside Lectern.', cause: error });
}

/** Clients of tus begin an upload anew, from its first byte, when this question is answered by anything else than success or 423. */
function asksHowFar({ method, url }: FastifyRequest): boolean {
  return method === 'HEAD' && url.startsWith(`${UPLOADS_PATH}/`);
}

function isOutage({ code }: AppError): boolean {
  return STATUS[code] === 503 && code !== 'CONTENT_NOT_READY';
}

function statusOf({ code }: AppError, error: unknown): number {
  const { statusCode } = error as FastifyError;
  if (code === 'REQUEST_INVALID' && statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return statusCode;
  return STATUS[code] ?? 500;
}
