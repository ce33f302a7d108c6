import { inject } from 'vitest';

/** A server program that tests talk to. */
export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

/** One whose process can be killed. */
export interface CrashableEngine extends Engine {
  /** kill -9, and a new process on the same data and port. */
  crash(): Promise<void>;
}

/** The engines there are. */
export type EngineName = 'postgres' | 'redis' | 's3';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the engine server (engine-server.ts) of this test run listens. */
    engineServer: string;
  }
}

/** URL of an engine; the first test file of a run that asks starts it, the others share it. */
export async function engineUrl(name: EngineName): Promise<string> {
  const response = await fetch(`${inject('engineServer')}/${name}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${name} could not be started: ${text}`);
  return text;
}
