/** What a server says of an upload that it does not have. */
const GONE = new Set([403, 404, 410]);

/**
 * For tus-js-client's `onAfterResponse`. Asked how far an upload is, a proxy may answer that the server is away; the client
 * would begin the upload anew then, from its first byte. Throws, so that it asks again instead, unless the upload is gone.
 */
export function keepWhatArrived(request: { getMethod(): string }, response: { getStatus(): number }): void {
  const status = response.getStatus();
  const isTold = (status >= 200 && status < 300) || GONE.has(status);
  if (request.getMethod() === 'HEAD' && !isTold) throw new Error(`The server did not say how far it is: ${status}.`);
}
