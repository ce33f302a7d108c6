/** Every request of tus 1.0 says so. */
const TUS = { 'Tus-Resumable': '1.0.0' };

/** What tus-js-client gives its hooks of a request. */
interface TusRequest {
  getMethod(): string;
  abort(): Promise<void>;
}

/**
 * For Uppy's tus: the request that begins an upload is never cut off. Paused meanwhile, the upload goes on with the address
 * that comes; removed meanwhile, it is ended at the server. Otherwise the server would keep an upload that nobody knows.
 */
export class WholeBeginnings {
  /** Requests that are under way, with their files. */
  readonly #fileIds = new Map<TusRequest, string>();
  readonly #abandoned = new WeakSet<TusRequest>();

  readonly onBeforeRequest = (request: TusRequest, file: { readonly id: string }): void => {
    if (request.getMethod() !== 'POST') return;
    this.#fileIds.set(request, file.id);
    request.abort = () => Promise.resolve();
  };

  /** Throws where the file is gone, so that nothing is sent and the browser remembers nothing. */
  readonly onAfterResponse = async (
    request: TusRequest,
    response: { getHeader(name: string): string | null | undefined },
  ): Promise<void> => {
    this.#fileIds.delete(request);
    if (!this.#abandoned.has(request)) return;
    const address = response.getHeader('Location');
    // One that cannot be ended now expires at the server.
    if (address) await fetch(address, { method: 'DELETE', headers: TUS }).catch(() => undefined);
    throw new Error('The file was removed while its upload began.');
  };

  /** The file is about to be removed. */
  abandon(fileId: string): void {
    for (const [request, id] of this.#fileIds) if (id === fileId) this.#abandoned.add(request);
  }
}
