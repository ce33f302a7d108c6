import { AppError } from '../../../kernel/app-error.ts';

/** What of an error is read here: of Node's sockets, of the driver, or of Drizzle, which wraps both. */
interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly syscall?: string;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** SQLSTATE: connection exceptions; shutting down, crashed, starting; no connection left. */
const OUT_STATES = /^(08...|57P0[123]|53300)$/;
const SOCKET_CODES = /^(ECONN(REFUSED|RESET|ABORTED)|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What the driver says without a code. */
const DRIVER_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;
const MOST_CAUSES = 5;

/** AppError DATABASE_UNREACHABLE when an error of any statement means that PostgreSQL is away; else undefined. */
export function asDatabaseOutage(error: unknown): AppError | undefined {
  if (!isOutage(error as Failure | undefined, false, MOST_CAUSES)) return undefined;
  return new AppError('DATABASE_UNREACHABLE', {
    message: 'PostgreSQL cannot be reached just now.',
    retry: 'later',
    cause: error,
  });
}

/** `isOurs`: Drizzle wrapped it. A socket that broke may else be that of a viewer, but for one that never came about. */
function isOutage(failure: Failure | undefined, isOurs: boolean, causesLeft: number): boolean {
  if (typeof failure !== 'object' || failure === null || failure instanceof AppError || causesLeft === 0) return false;
  const { name, message = '', code, syscall, cause, errors } = failure;
  if (typeof code === 'string' && OUT_STATES.test(code)) return true;
  const isConnecting = syscall === 'connect' || syscall === 'getaddrinfo';
  if (typeof code === 'string' && SOCKET_CODES.test(code) && (isOurs || isConnecting)) return true;
  if (DRIVER_WORDS.test(message)) return true;
  const isWrapped = isOurs || name === 'DrizzleQueryError' || message.startsWith('Failed query:');
  return [cause, ...(errors ?? [])].some((each) => isOutage(each as Failure, isWrapped, causesLeft - 1));
}
