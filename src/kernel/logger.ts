import { type DestinationStream, type Logger as PinoLogger, pino, stdSerializers } from 'pino';

/** Lines of JSON on stderr; pass it on by name, never look it up. */
export type Logger = PinoLogger;

/** How much is told. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** One of them. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger. stdout stays free for what a command prints. */
export function createLogger(level: LogLevel, destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    { level, base: null, serializers: { err: withoutParameters }, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
}

/** What follows this in the text of a failed statement are its values: session tokens, hashes, e-mails. */
const PARAMETERS = /\nparams:[^]*?(?=\n\s+at |\ncaused by: |$)/g;

/** An error without the values that a failed statement was given. */
function withoutParameters(error: Error): unknown {
  const told = stdSerializers.err(error) as unknown;
  if (typeof told !== 'object' || told === null) return told;
  return JSON.parse(
    JSON.stringify(told, (key, value: unknown) => {
      if (key === 'params') return undefined;
      return typeof value === 'string' ? value.replaceAll(PARAMETERS, '') : value;
    }),
  ) as unknown;
}

/** A logger that says nothing, for tests and small tools. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
