import type { TreeAnswer, TreeReader } from '../../pipeline/check-tree/tree-reader.ts';
import type { ByteRange } from '../../ports/object-store.ts';

/** What a tree reader allows a server. */
export interface HttpTreeReaderOptions {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_BYTES = 512 * 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Reads a tree from one http(s) server; what its playlists name elsewhere is refused, and redirects are followed on the same
 * server only. A URL that ends in `/` means the `master.m3u8` there.
 */
export function createHttpTreeReader(target: URL, options: HttpTreeReaderOptions = {}): TreeReader {
  const entry = target.pathname.endsWith('/') ? new URL('master.m3u8', target) : target;
  const sameServer = (uri: string, from: string): URL | undefined => {
    if (!URL.canParse(uri, from)) return undefined;
    const url = new URL(uri, from);
    return url.origin === target.origin ? url : undefined;
  };
  return {
    transport: 'http',
    findEntry: () => Promise.resolve(entry.href),
    resolve: (fromPath, uri) => sameServer(uri, fromPath)?.href,
    async read(path, range): Promise<TreeAnswer> {
      const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
      try {
        let url = path;
        for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
          const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end - 1}` } : {};
          const response = await fetch(url, { redirect: 'manual', signal, headers });
          if (!REDIRECTS.has(response.status)) {
            return await readResponse(response, range, redirects > 0, options.maxBytes ?? DEFAULT_MAX_BYTES);
          }
          await response.body?.cancel();
          const next = sameServer(response.headers.get('location') ?? '', url);
          if (!next) return { fault: `answered ${response.status} with a redirect to another server` };
          url = next.href;
        }
        return { fault: `answered with more than ${MAX_REDIRECTS} redirects` };
      } catch (error) {
        options.signal?.throwIfAborted();
        if (timeout.aborted) return { fault: 'did not answer in time' };
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        return { fault: `cannot be fetched: ${cause}` };
      }
    },
  };
}

async function readResponse(
  response: Response,
  range: ByteRange | undefined,
  isRedirected: boolean,
  maxBytes: number,
): Promise<TreeAnswer> {
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return { fault: `is missing (${response.status})` };
  }
  if (!response.ok) {
    await response.body?.cancel();
    return { fault: `answered ${response.status}` };
  }
  const whole = await readBody(response, maxBytes);
  if (!whole) return { fault: `is larger than ${maxBytes} bytes` };
  // A server that does not know ranges sends everything.
  const bytes = range && response.status === 200 ? whole.subarray(range.start, range.end) : whole;
  if (range && bytes.length !== range.end - range.start) {
    return { fault: `gave ${bytes.length} bytes, wanted the ${range.end - range.start} from byte ${range.start} on` };
  }
  const contentType = response.headers.get('content-type');
  const contentEncoding = response.headers.get('content-encoding');
  return {
    bytes,
    response: {
      isRedirected,
      ...(contentType !== null && { contentType }),
      ...(contentEncoding !== null && { contentEncoding }),
    },
  };
}

/** Undefined above the limit, which is asked of what arrives, not of what a header says. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    const bytes = part as Uint8Array;
    length += bytes.length;
    if (length > maxBytes) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts, length);
}
