/** A request for a part of a stream, in the terms of HTTP but of no HTTP library. */
export interface MediaRequest {
  readonly method: 'GET' | 'HEAD';
  /** What follows `/v/`, without the token. */
  readonly path: string;
  /** Whether the address was made for one viewer. */
  readonly isPrivate: boolean;
  /** For how long a proxy may keep the yes that the viewer has just been given; 0: not at all. */
  readonly permittedForMs: number;
  readonly range?: string;
  readonly ifRange?: string;
  readonly ifNoneMatch?: string;
  readonly acceptEncoding?: string;
  /** Aborted when the viewer has left; asked for only by what may take a while. */
  readonly left: () => AbortSignal;
}

/** The answer. */
export interface MediaAnswer {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}
