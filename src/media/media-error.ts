/**
 * Thrown by the pure media code when bytes, text or numbers from outside do not make sense.
 *
 * The message says where, what was wanted and what was found. `media` may import nothing, so this is not
 * an `AppError`; the stage that called translates it to a stable code.
 */
export class MediaError extends Error {
  override readonly name = 'MediaError';
}
