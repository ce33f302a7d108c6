const SHORTEST_MS = 250;
const LONGEST_MS = 30_000;

/**
 * How long a Retry-After header (RFC 9110 section 10.2.3: seconds or a date) asks to wait.
 *
 * Bounded to 0.25-30 s, so that neither a zero nor a wrong clock hurts. Undefined when there is no usable header.
 */
export function retryAfterMs(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, SHORTEST_MS), LONGEST_MS);
}
