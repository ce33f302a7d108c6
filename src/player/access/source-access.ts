/** What came of asking for a fresh address. `unreachable`: nobody knows yet, asking again may help. */
export type RenewalOutcome = 'renewed' | 'refused' | 'unreachable';

/** Answers a fresh address of the source, or undefined where the viewer may not play it any more. Throws when it cannot ask. */
export type Renew = () => Promise<string | undefined>;

const TOKEN = /\/v\/(?:[^/]+\/)?([0-9a-z]{20}\/)/;

/** The playlist or manifest of a video, wherever it lies: on the server, or where public videos have a copy. */
const ENTRY = /\/([0-9a-z]{20}\/(?:master\.m3u8|manifest\.mpd))(?:[?#]|$)/;

/**
 * Whether two addresses lead to the same thing: all but the token in `/v/<token>/<video>/…` is equal, or they are those of
 * one video on the server and of its public copy. Such a change is no other video.
 */
export function isSameSource(one: string, other: string): boolean {
  const [, entry] = ENTRY.exec(one) ?? [];
  if (entry !== undefined && entry === ENTRY.exec(other)?.[1]) return true;
  return absolute(one).replace(TOKEN, '/v/$1') === absolute(other).replace(TOKEN, '/v/$1');
}

/**
 * The addresses of one source. Everything of it lies beside or below its playlist, so when a fresh address of the playlist
 * comes, whatever was asked for under an old one is asked for under the new one: playing goes on as if nothing was.
 */
export class SourceAccess {
  readonly #roots = new Set<string>();
  #renew: Renew | undefined;
  #src = '';
  #root = '';
  #renewing: Promise<RenewalOutcome> | undefined;

  constructor(src: string, renew?: Renew) {
    this.#renew = renew;
    this.moveTo(src);
  }

  /** The newest address of the playlist. */
  get src(): string {
    return this.#src;
  }

  get canRenew(): boolean {
    return this.#renew !== undefined;
  }

  set renew(renew: Renew | undefined) {
    this.#renew = renew;
  }

  /** From now on everything is asked for under this address. */
  moveTo(src: string): void {
    this.#src = src;
    const full = absolute(src).split(/[?#]/)[0] ?? '';
    this.#root = full.slice(0, full.lastIndexOf('/') + 1);
    this.#roots.add(this.#root);
  }

  /** An address of this source as it is now; others are left alone. */
  current(url: string): string {
    const full = absolute(url);
    for (const root of this.#roots) if (full.startsWith(root)) return `${this.#root}${full.slice(root.length)}`;
    return url;
  }

  /** Gets a fresh address after this one was refused. However many requests are refused at once, it is asked for once. */
  async afterRefusal(url: string): Promise<RenewalOutcome> {
    if (this.current(url) !== absolute(url)) return 'renewed'; // another request has seen to it
    if (this.#renew === undefined) return 'refused';
    this.#renewing ??= this.#ask(this.#renew).finally(() => (this.#renewing = undefined));
    return await this.#renewing;
  }

  async #ask(renew: Renew): Promise<RenewalOutcome> {
    try {
      const src = await renew();
      if (src === undefined) return 'refused';
      this.moveTo(src);
      return 'renewed';
    } catch {
      return 'unreachable';
    }
  }
}

function absolute(url: string): string {
  return new URL(url, globalThis.location?.href).href;
}
