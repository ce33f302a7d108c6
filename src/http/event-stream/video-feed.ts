import type { LecternEvent } from '../../events/lectern-event.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { StreamEventName } from './stream-events.ts';
import type { VideoView } from '../video-view.ts';

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

interface Subscriber {
  readonly send: FeedListener;
  readonly videoIds: ReadonlySet<string> | undefined;
  /** What changed while a snapshot is being read. */
  held: Set<string> | undefined;
}

/**
 * Turns what happens into the stream that pages listen to. However many cells are filled and however many pages listen,
 * each changed video is read once per 300 ms; at once when its state changes.
 */
export class VideoFeed {
  readonly #load: (query: { ids?: readonly string[] }) => Promise<VideoView[]>;
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
    /** The named videos that exist, or the newest. */
    load: (query: { ids?: readonly string[] }) => Promise<VideoView[]>;
    logger: Logger;
  }) {
    this.#load = options.load;
    this.#logger = options.logger;
    this.#unsubscribe = options.subscribe(
      (event) => this.#note(event),
      () => void this.#catchUp(),
    );
  }

  /** Sends a snapshot, then what changes, until the answer is called; a snapshot again after a gap in the events. */
  async subscribe(videoIds: readonly string[] | undefined, send: FeedListener): Promise<() => void> {
    const subscriber: Subscriber = { send, videoIds: videoIds && new Set(videoIds), held: new Set() };
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
    const areAllWanted = subscribers.some(({ videoIds }) => !videoIds);
    try {
      let newest: VideoView[];
      let named: VideoView[];
      let gaps: number;
      do {
        gaps = this.#gaps;
        newest = areAllWanted ? await this.#load({}) : [];
        named = ids.length > 0 ? await this.#load({ ids }) : [];
      } while (gaps !== this.#gaps);
      for (const each of subscribers) {
        if (!this.#subscribers.has(each)) continue;
        const videos = each.videoIds ? named.filter(({ id }) => wants(each, id)) : newest;
        each.send('snapshot', { videos });
      }
    } finally {
      const held = subscribers.flatMap((each) => [...(each.held ?? [])]);
      for (const each of subscribers) each.held = undefined;
      for (const id of held) this.#markChanged(id);
    }
  }

  /** Stops listening. */
  close(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#subscribers.clear();
  }

  #note({ type, videoId }: LecternEvent): void {
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
    const views = new Map((await this.#load({ ids })).map((view) => [view.id, view]));
    for (const subscriber of this.#subscribers) {
      for (const id of ids.filter((each) => wants(subscriber, each))) {
        const view = views.get(id);
        if (subscriber.held) subscriber.held.add(id);
        else if (view) subscriber.send('video', view);
        else subscriber.send('deleted', { id });
      }
    }
  }
}

function wants({ videoIds }: Subscriber, videoId: string): boolean {
  return videoIds === undefined || videoIds.has(videoId);
}
