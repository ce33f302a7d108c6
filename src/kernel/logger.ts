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
    { level, base: null, serializers: { err: stdSerializers.err }, timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
}

/** A logger that says nothing, for tests and small tools. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' });
}
