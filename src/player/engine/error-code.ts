/** Lectern's errors are short; whatever else answers may be a page. */
const LONGEST = 10_000;

/** The stable code in an answer of Lectern's server (`{ "error": { "code" } }`); undefined for anybody else's answer. */
export function errorCodeOf(networkDetails: unknown): string | undefined {
  if (!(networkDetails instanceof XMLHttpRequest)) return undefined;
  const { responseType } = networkDetails;
  const body: unknown =
    responseType === '' || responseType === 'text' ? networkDetails.responseText : networkDetails.response;
  const text = body instanceof ArrayBuffer && body.byteLength < LONGEST ? new TextDecoder().decode(body) : body;
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown } };
    return typeof error?.code === 'string' ? error.code : undefined;
  } catch {
    return undefined;
  }
}
