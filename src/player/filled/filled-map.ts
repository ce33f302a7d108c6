import { commonRuns, countAll, countFrom, joinRuns } from './run-list.ts';
import type { Run } from './run-list.ts';

/** What the server says first. Everything else in it is ignored, so that it may grow. */
export interface WireMap {
  readonly revision: string;
  readonly segments: ReadonlyArray<readonly [durationSeconds: number, count: number]>;
  readonly renditions: ReadonlyArray<{
    readonly id: string;
    readonly kind: 'video' | 'audio';
    readonly filled: readonly Run[];
  }>;
}

interface Rendition {
  readonly kind: 'video' | 'audio';
  runs: readonly Run[];
}

/** Which segments of which rendition the server has already. What is not there is encoded when it is asked for. */
export class FilledMap {
  readonly #revision: string;
  /** Second at which each segment begins, then the end. */
  readonly #starts: readonly number[];
  readonly #renditions: ReadonlyMap<string, Rendition>;

  constructor({ revision, segments, renditions }: WireMap) {
    this.#revision = revision;
    this.#starts = startsOf(segments);
    this.#renditions = new Map(renditions.map(({ id, kind, filled }) => [id, { kind, runs: joinRuns(filled, []) }]));
  }

  /** Takes in what was filled since, by rendition. */
  add(filled: Readonly<Record<string, readonly Run[]>>): void {
    for (const [id, runs] of Object.entries(filled)) {
      const rendition = this.#renditions.get(id);
      if (rendition !== undefined) rendition.runs = joinRuns(rendition.runs, runs);
    }
  }

  /**
   * How many seconds from a place on can be had at once in the rendition of a media playlist: 0 where its segment is
   * missing, Infinity when nothing is missing to the end, and for a playlist that the map does not know.
   */
  leadSeconds(playlistUrl: string, seconds: number): number {
    const [revision, id = ''] = playlistUrl.split('?')[0]?.split('/').slice(-3, -1) ?? [];
    const rendition = this.#renditions.get(id);
    if (revision !== this.#revision || rendition === undefined) return Number.POSITIVE_INFINITY;
    const from = this.#segmentAt(seconds);
    const count = countFrom(rendition.runs, from);
    if (from + count >= this.#segmentCount) return count === 0 ? 0 : Number.POSITIVE_INFINITY;
    return count === 0 ? 0 : (this.#starts[from + count] ?? 0) - seconds;
  }

  /** Stretches up to a second that no rendition plays at once, with sound: seconds of begin and end, ascending. */
  gapsUntil(endSeconds: number): Array<readonly [startSeconds: number, endSeconds: number]> {
    const playable = this.#playableRuns().map(([first, count]) => {
      return { from: this.#starts[first] ?? 0, to: this.#starts[first + count] ?? 0 };
    });
    return [{ from: 0, to: 0 }, ...playable].flatMap(({ to }, index) => {
      const next = Math.min(playable[index]?.from ?? endSeconds, endSeconds);
      return next > to ? [[to, next] as const] : [];
    });
  }

  /** Whether this second plays at once in some rendition. */
  isPlayableAt(seconds: number): boolean {
    return countFrom(this.#playableRuns(), this.#segmentAt(seconds)) > 0;
  }

  /** Filled segments over all segments, of all renditions: 0 to 1. */
  get share(): number {
    const all = this.#segmentCount * this.#renditions.size;
    const filled = [...this.#renditions.values()].reduce((sum, { runs }) => sum + countAll(runs), 0);
    return all === 0 ? 0 : filled / all;
  }

  #playableRuns(): readonly Run[] {
    const ofKind = (kind: Rendition['kind']): Rendition[] =>
      [...this.#renditions.values()].filter((rendition) => rendition.kind === kind);
    const pictures = ofKind('video').reduce<readonly Run[]>((all, { runs }) => joinRuns(all, runs), []);
    const [sound] = ofKind('audio');
    return sound === undefined ? pictures : commonRuns(pictures, sound.runs);
  }

  get #segmentCount(): number {
    return this.#starts.length - 1;
  }

  #segmentAt(seconds: number): number {
    const next = this.#starts.findIndex((start) => start > seconds);
    return Math.max(0, (next === -1 ? this.#segmentCount : next) - 1);
  }
}

function startsOf(segments: WireMap['segments']): number[] {
  const starts = [0];
  for (const [durationSeconds, count] of segments) {
    const from = starts.at(-1) ?? 0;
    for (let index = 1; index <= count; index += 1) starts.push(from + durationSeconds * index);
  }
  return starts;
}
