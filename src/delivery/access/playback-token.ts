import { createHmac, timingSafeEqual } from 'node:crypto';

import { LRUCache } from 'lru-cache';

import { isId } from '../../kernel/ids.ts';

/** For whom a token was made. */
export interface TokenHolder {
  readonly kind: 'session' | 'key';
  readonly id: string;
}

/** A token with the moment from which on it is refused. */
export interface PlaybackToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** A page that is open asks for a new one by itself; an integrator's viewers cannot. */
const LIFE_MS: Readonly<Record<TokenHolder['kind'], number>> = { session: 2 * 3_600_000, key: 12 * 3_600_000 };
/** Addresses change only this often in a life: a browser's cache knows a segment by its address. */
const STEPS = 4;
const LETTERS = { session: 's', key: 'k' } as const;
const TOKEN = /^([sk])([0-9a-z]{1,9})\.([\w-]{1,100})\.([\w-]{22})$/;

/**
 * The opaque part of `/v/<token>/<video>/…`: who may ask, for which video, until when, signed (HMAC-SHA256, 128 bits).
 *
 * A session's token is also signed over the session's cookie: without that cookie it is worth nothing, and finding that
 * out takes no question to the tables. The same holder gets the same token for a while, so that caches and open
 * players are not disturbed. Never shorter than two hours for sessions, twelve for keys.
 */
export class PlaybackTokens {
  readonly #secret: string;
  readonly #nowMs: () => number;
  /** A player sends the same token with every segment. */
  readonly #signatures = new LRUCache<string, string>({ max: 20_000 });

  constructor(options: { secret: string; nowMs: () => number }) {
    this.#secret = options.secret;
    this.#nowMs = options.nowMs;
  }

  /** `cookie` is the value of the session's cookie; of no meaning for a key. */
  create(holder: TokenHolder, videoId: string, cookie = ''): PlaybackToken {
    const life = LIFE_MS[holder.kind];
    const step = life / STEPS;
    const expiresAtMs = Math.ceil((this.#nowMs() + life) / step) * step;
    const expiry = Math.floor(expiresAtMs / 1000).toString(36);
    const head = `${LETTERS[holder.kind]}${expiry}.${Buffer.from(holder.id).toString('base64url')}`;
    return { token: `${head}.${this.#sign(head, videoId, holder.kind, cookie)}`, expiresAtMs };
  }

  /** Its holder; undefined for one that is not ours, for another video, expired, or sent without its session's cookie. */
  read(token: string, videoId: string, cookie = ''): TokenHolder | undefined {
    const [, letter = '', expiry = '', id = '', signature = ''] = TOKEN.exec(token) ?? [];
    if (letter === '') return undefined;
    const kind = letter === LETTERS.key ? 'key' : 'session';
    const head = `${letter}${expiry}.${id}`;
    if (kind === 'session' && cookie === '') return undefined;
    const wanted = this.#sign(head, videoId, kind, cookie);
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(wanted))) return undefined;
    if (Number.parseInt(expiry, 36) * 1000 <= this.#nowMs()) return undefined;
    return { kind, id: Buffer.from(id, 'base64url').toString() };
  }

  #sign(head: string, videoId: string, kind: TokenHolder['kind'], cookie: string): string {
    const bound = kind === 'session' ? cookie : '';
    const signed = JSON.stringify([head, videoId, bound]);
    const known = this.#signatures.get(signed);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', this.#secret).update(signed).digest();
    const signature = digest.subarray(0, 16).toString('base64url');
    this.#signatures.set(signed, signature);
    return signature;
  }
}

/** The two parts of what follows `/v/`: an address without a token is one of a public video. */
export function splitToken(path: string): { readonly token?: string; readonly rest: string } {
  const slash = path.indexOf('/');
  const first = slash === -1 ? path : path.slice(0, slash);
  return isId(first) || slash === -1 ? { rest: path } : { token: first, rest: path.slice(slash + 1) };
}

/** Whether players on other sites may use it: a session's is of no use there. */
export function isForOtherSites(token: string | undefined): boolean {
  return token === undefined || token.startsWith(LETTERS.key);
}
