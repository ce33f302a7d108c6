import { LRUCache } from 'lru-cache';

import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';

/** A segment in memory. */
export interface HotSegment {
  readonly bytes: Uint8Array;
  readonly modifiedAtMs: number;
}

/** Asked for twice within this time, a segment is one that a class watches. */
const CLASS_MS = 60_000;
/** What `doctor --storage` mends is served anew after this. */
const KEPT_MS = 5 * 60_000;
/** Segments that were asked for once; a key has about a hundred letters. */
const MOST_ASKED = 20_000;
/** Of the whole memory: one that is larger would drive too many others out. */
const LARGEST_SHARE = 1 / 8;

/**
 * Segments that several viewers ask for at about the same time, in memory: one reading of the disk or the bucket for a whole
 * class, and one copy of the bytes for all of its connections. Whoever watches alone leaves no trace here.
 *
 * Only for bytes that never change under their key.
 */
export class HotSegments {
  readonly #objects: Pick<ObjectStore, 'get' | 'stat'>;
  readonly #mostBytes: number;
  readonly #asked: LRUCache<string, true>;
  readonly #hot: LRUCache<string, HotSegment>;

  /** `mostBytes`: of all segments together; 0: none is kept. */
  constructor(options: {
    readonly objects: Pick<ObjectStore, 'get' | 'stat'>;
    readonly mostBytes: number;
    readonly clock: Pick<Clock, 'nowMs'>;
  }) {
    this.#objects = options.objects;
    this.#mostBytes = options.mostBytes;
    const perf = { now: () => options.clock.nowMs() };
    this.#asked = new LRUCache({ max: MOST_ASKED, ttl: CLASS_MS, ttlResolution: 0, perf });
    this.#hot = new LRUCache({
      maxSize: Math.max(1, options.mostBytes),
      sizeCalculation: ({ bytes }) => Math.max(1, bytes.length),
      ttl: KEPT_MS,
      ttlResolution: 0,
      perf,
      fetchMethod: async (key) => await this.#load(key),
    });
  }

  /** Undefined: it is asked for the first time in a minute, is large, or is not stored. */
  async find(key: string): Promise<HotSegment | undefined> {
    if (this.#mostBytes === 0) return undefined;
    const hot = this.#hot.get(key);
    if (hot) return hot;
    if (!this.#asked.has(key)) {
      this.#asked.set(key, true);
      return undefined;
    }
    // All who ask while it is read share one reading.
    return await this.#hot.fetch(key);
  }

  async #load(key: string): Promise<HotSegment | undefined> {
    const info = await this.#objects.stat(key);
    if (!info || info.sizeBytes > this.#mostBytes * LARGEST_SHARE) return undefined;
    const bytes = await this.#objects.get(key);
    return bytes && { bytes, modifiedAtMs: info.modifiedAtMs };
  }
}
