import type { LecternEvent } from '../../events/lectern-event.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Asker } from '../playback/video-presenter.ts';
import type { VideoFacts } from '../present-video.ts';
import type { VideoView } from '../video-view.ts';
import type { StreamEventName } from './stream-events.ts';

/** Gets one event of the stream. */
export type FeedListener = (event: StreamEventName, data: unknown) => void;

/** At most one message per video in this time, as long as only its progress moves. */
const QUIET_MS = 300;
/** What people wait for is told at once. */
const AT_ONCE: ReadonlySet<LecternEvent['type']> = new Set([
  'video.created',
  'video.playable',
  'video.ready',
  'video.failed',
  'video.deleted',
]);

/** Which videos are read: the named ones that exist, or the newest that somebody may edit. */
export type FeedQuery = { readonly ids: readonly string[] } | { readonly newestFor: Asker['principal'] };

/** Those of the videos that one listener may see, with addresses of their own. */
export type ShowToListener = (videos: readonly VideoFacts[]) => Promise<VideoView[]>;

interface Subscriber {
  readonly send: FeedListener;
  readonly principal: Asker['principal'];
  readonly videoIds: ReadonlySet<string> | undefined;
  readonly show: ShowToListener;
  /** What changed while a snapshot is being read. */
  held: Set<string> | undefined;
  /** Sent so far. */
  snapshots: number;
}

/**
 * Turns what happens into the stream that pages listen to. However many cells are filled and however many pages listen,
 * each changed video is read once per 300 ms; at once when its state changes.
 */
export class VideoFeed {
  readonly #load: (query: FeedQuery) => Promise<VideoFacts[]>;
  readonly #showTo: (asker: Asker, isWhole: boolean) => ShowToListener;
  readonly #logger: Logger;
  readonly #unsubscribe: () => void;
  readonly #subscribers = new Set<Subscriber>();
  readonly #changed = new Set<string>();
  #gaps = 0;
  #timer: NodeJS.Timeout | undefined;
  #isTelling = false;
  /** Something that is told at once happened while the last was being told. */
  #isPressing = false;

  constructor(options: {
    subscribe: (listener: (event: LecternEvent) => void, onGap: () => void) => () => void;
    load: (query: FeedQuery) => Promise<VideoFacts[]>;
    /** `isWhole`: they listen to all that they may edit, and to nothing that they may only play. */
    showTo: (asker: Asker, isWhole: boolean) => ShowToListener;
    logger: Logger;
  }) {
    this.#load = options.load;
    this.#showTo = options.showTo;
    this.#logger = options.logger;
    this.#unsubscribe = options.subscribe(
      (event) => this.#note(event),
      () => void this.#catchUp(),
    );
  }

  /** Sends a snapshot, then what changes, until the answer is called; a snapshot again after a gap in the events. */
  async subscribe(asker: Asker, videoIds: readonly string[] | undefined, send: FeedListener): Promise<() => void> {
    const subscriber: Subscriber = {
      send,
      principal: asker.principal,
      videoIds: videoIds && new Set(videoIds),
      show: this.#showTo(asker, videoIds === undefined),
      held: new Set(),
      snapshots: 0,
    };
    this.#subscribers.add(subscriber);
    try {
      await this.#sendSnapshots([subscriber]);
    } catch (error) {
      this.#subscribers.delete(subscriber);
      throw error;
    }
    return () => void this.#subscribers.delete(subscriber);
  }

  /** What happened during a gap is not known: every page is told all of it, from two readings at most. */
  async #catchUp(): Promise<void> {
    this.#gaps++;
    const subscribers = [...this.#subscribers].filter(({ held }) => !held); // the others read again, see below
    for (const each of subscribers) each.held = new Set();
    try {
      await this.#sendSnapshots(subscribers);
    } catch (error) {
      this.#logger.warn({ err: error }, 'could not tell pages what they missed');
    }
  }

  /** For subscribers that hold changes back; they are told them afterwards. */
  async #sendSnapshots(subscribers: readonly Subscriber[]): Promise<void> {
    const ids = [...new Set(subscribers.flatMap(({ videoIds }) => [...(videoIds ?? [])]))];
    try {
      let newest: Map<string, VideoFacts[]>;
      let named: VideoFacts[];
      let gaps: number;
      do {
        gaps = this.#gaps;
        newest = await this.#loadNewest(subscribers.filter(({ videoIds }) => !videoIds));
        named = ids.length > 0 ? await this.#load({ ids }) : [];
      } while (gaps !== this.#gaps);
      for (const each of subscribers) {
        if (!this.#subscribers.has(each)) continue;
        const videos = each.videoIds
          ? named.filter(({ video }) => wants(each, video.id))
          : (newest.get(scopeOf(each.principal)) ?? []);
        each.send('snapshot', { videos: await each.show(videos) });
        each.snapshots++;
      }
    } finally {
      const held = subscribers.flatMap((each) => [...(each.held ?? [])]);
      for (const each of subscribers) each.held = undefined;
      for (const id of held) this.#markChanged(id);
    }
  }

  /** One reading for all administrators, and one for everybody else who listens to all that they may edit. */
  async #loadNewest(subscribers: readonly Subscriber[]): Promise<Map<string, VideoFacts[]>> {
    const scopes = new Map(subscribers.map(({ principal }) => [scopeOf(principal), principal]));
    const read = [...scopes].map(async ([scope, principal]): Promise<[string, VideoFacts[]]> => {
      return [scope, await this.#load({ newestFor: principal })];
    });
    return new Map(await Promise.all(read));
  }

  /** Stops listening. */
  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#subscribers.clear();
  }

  #note({ type, videoId }: LecternEvent): void {
    if (videoId === undefined) return;
    if ([...this.#subscribers].some((each) => wants(each, videoId))) this.#markChanged(videoId, AT_ONCE.has(type));
  }

  #markChanged(videoId: string, isPressing = false): void {
    this.#changed.add(videoId);
    this.#isPressing ||= isPressing;
    this.#plan();
  }

  #plan(): void {
    if (this.#isTelling || (this.#timer && !this.#isPressing)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), this.#isPressing ? 0 : QUIET_MS).unref();
  }

  /** The next pause begins when this reading has ended: a slow database is not asked faster than it answers. */
  async #tell(): Promise<void> {
    this.#timer = undefined;
    this.#isTelling = true;
    this.#isPressing = false;
    try {
      await this.#flush();
    } catch (error) {
      this.#logger.warn({ err: error }, 'could not tell pages what changed');
    }
    this.#isTelling = false;
    if (this.#changed.size > 0) this.#plan();
  }

  async #flush(): Promise<void> {
    const ids = [...this.#changed];
    this.#changed.clear();
    const known = new Map((await this.#load({ ids })).map((facts) => [facts.video.id, facts]));
    // All at once: one listener's question to the tables keeps no other waiting.
    await Promise.all([...this.#subscribers].map((each) => this.#tellOne(each, ids, known)));
  }

  async #tellOne(subscriber: Subscriber, ids: readonly string[], known: Map<string, VideoFacts>): Promise<void> {
    const wanted = ids.filter((id) => wants(subscriber, id));
    const { snapshots } = subscriber;
    const isOvertaken = (): boolean => subscriber.held !== undefined || subscriber.snapshots !== snapshots;
    const shown = isOvertaken() ? [] : await subscriber.show(wanted.flatMap((id) => known.get(id) ?? []));
    const views = new Map(shown.map((view) => [view.id, view]));
    for (const id of wanted) {
      const view = views.get(id);
      if (subscriber.held) subscriber.held.add(id);
      else if (isOvertaken()) this.#markChanged(id);
      else if (view) subscriber.send('video', view);
      // Of videos that were never theirs, those who listen to all of theirs are told nothing.
      else if (subscriber.videoIds || !known.has(id)) subscriber.send('deleted', { id });
    }
  }
}

/** Whoever sees the same list. */
function scopeOf(principal: Asker['principal']): string {
  if (principal.kind === 'anonymous') return principal.kind;
  return principal.role === 'admin' ? principal.role : `${principal.kind} ${principal.id}`;
}

function wants({ videoIds }: Subscriber, videoId: string): boolean {
  return videoIds === undefined || videoIds.has(videoId);
}
