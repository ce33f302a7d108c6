import { ErrorTypes } from 'hls.js';
import type { ErrorData } from 'hls.js';

/** Why playing cannot go on; each has its sentence in text.ts. */
export type FailureReason = 'missing' | 'forbidden' | 'network' | 'media' | 'unsupported';

/** A failure the engine could not get over by itself. */
export interface EngineFailure {
  readonly reason: FailureReason;
  /** For the technically minded: hls.js' own words and the status code. */
  readonly detail: string;
}

/** Translates a fatal error of hls.js. */
export function explainFailure(data: Pick<ErrorData, 'type' | 'details' | 'response'>): EngineFailure {
  const status = data.response?.code;
  const detail = status === undefined || status === 0 ? data.details : `${data.details} (${status})`;
  if (data.type === ErrorTypes.MEDIA_ERROR || data.type === ErrorTypes.MUX_ERROR) return { reason: 'media', detail };
  if (status === 404 || status === 410) return { reason: 'missing', detail };
  if (status === 401 || status === 403) return { reason: 'forbidden', detail };
  if (/incompatible|keySystem/i.test(data.details)) return { reason: 'unsupported', detail };
  return { reason: 'network', detail };
}
