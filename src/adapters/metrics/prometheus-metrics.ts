import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { LecternEvent } from '../../events/lectern-event.ts';
import type { WorkerView } from '../../pipeline/work/worker-store.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { Video } from '../../videos/video.ts';

/** What is measured. Asked at every scrape; `storage`, which adds up every segment, once a minute. */
export interface MetricsSources {
  readonly events: EventBus<LecternEvent>;
  readonly findVideo: (id: string) => Promise<Video | undefined>;
  readonly readQueues: () => Promise<
    readonly { name: string; waiting: number; active: number; delayed: number; oldestSeconds?: number }[]
  >;
  readonly workers: () => Promise<readonly WorkerView[]>;
  readonly videoCounts: () => Promise<Readonly<Record<string, number>>>;
  readonly storage: () => Promise<Readonly<Record<'originals' | 'renditions' | 'attachments', number>>>;
  readonly nowMs: () => number;
}

/** Metrics in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string;
  read(): Promise<string>;
  close(): void;
}

const STORAGE_EVERY_MS = 60_000;
/** One look for both gauges of a scrape. */
const QUEUES_EVERY_MS = 1_000;
const SECONDS = [1, 2, 3, 5, 8, 15, 30, 60, 120, 300, 900, 3600, 4 * 3600];
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];

/**
 * Gauges are of the whole installation, whichever server is asked. Counters and histograms hold what this server has heard
 * since its start, of every process: of several servers take one, or the largest, not the sum.
 */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'lectern_process_' });
  const storage = remembered(sources.storage, STORAGE_EVERY_MS, sources.nowMs);
  const queues = remembered(sources.readQueues, QUEUES_EVERY_MS, sources.nowMs);
  for (const gauge of [
    {
      ...{ name: 'lectern_queue_jobs', help: 'Jobs in a queue', labelNames: ['queue', 'state'] },
      read: async (set: Setter) => {
        for (const { name: queue, waiting, active, delayed } of await queues()) {
          for (const [state, count] of Object.entries({ waiting, active, delayed })) set({ queue, state }, count);
        }
      },
    },
    {
      ...{ name: 'lectern_queue_oldest_seconds', help: 'Age of the job next in turn', labelNames: ['queue'] },
      read: async (set: Setter) => {
        for (const { name: queue, oldestSeconds = 0 } of await queues()) set({ queue }, oldestSeconds);
      },
    },
    {
      ...{ name: 'lectern_workers', help: 'Servers and workers that take jobs', labelNames: ['kind', 'state'] },
      read: async (set: Setter) => {
        for (const kind of ['server', 'worker']) for (const state of STATES) set({ kind, state }, 0);
        const counts = new Map<string, number>();
        for (const worker of await sources.workers()) {
          const key = `${worker.kind} ${stateOf(worker)}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
        for (const [key, count] of counts) {
          const [kind = '', state = ''] = key.split(' ');
          set({ kind, state }, count);
        }
      },
    },
    {
      ...{ name: 'lectern_videos', help: 'Videos by state', labelNames: ['state'] },
      read: async (set: Setter) => {
        for (const [state, count] of Object.entries(await sources.videoCounts())) set({ state }, count);
      },
    },
    {
      ...{ name: 'lectern_storage_bytes', help: 'Bytes stored, once a minute', labelNames: ['what'] },
      read: async (set: Setter) => {
        for (const [what, bytes] of Object.entries(await storage())) set({ what }, bytes);
      },
    },
  ]) {
    const { read, ...options } = gauge;
    new Gauge({
      ...options,
      registers,
      async collect() {
        await read((labels, value) => this.set(labels, value));
      },
    });
  }
  const stopListening = listen(sources, registry);
  return {
    contentType: registry.contentType,
    read: async () => await registry.metrics(),
    close: stopListening,
  };
}

type Setter = (labels: Record<string, string>, value: number) => void;

const STATES = ['working', 'draining', 'out of room', 'lost'] as const;

function stateOf({ isLost, isDraining, isOutOfRoom }: WorkerView): (typeof STATES)[number] {
  if (isLost) return 'lost';
  if (isDraining) return 'draining';
  return isOutOfRoom ? 'out of room' : 'working';
}

/** Counts what happens; a video that cannot be read meanwhile is left out. */
function listen({ events, findVideo, nowMs }: MetricsSources, registry: Registry): () => void {
  const registers = [registry];
  const named = (name: string, help: string) => ({ name: `lectern_${name}`, help, registers });
  const cells = new Counter(named('cells_filled_total', 'Segments of one rendition that were encoded and stored'));
  const errors = new Counter({
    ...named('video_failures_total', 'Videos that failed, by error code'),
    labelNames: ['code'],
  });
  const playable = new Histogram({
    ...named('time_to_playable_seconds', 'From the last byte of an upload until it can be played'),
    buckets: SECONDS,
  });
  const ready = new Histogram({
    ...named('time_to_ready_seconds', 'From the last byte of an upload until it is ready'),
    buckets: SECONDS,
  });
  const speed = new Histogram({
    ...named('processing_speed', 'Length of a video over the time until it was ready'),
    buckets: SPEEDS,
  });
  const note = async (event: LecternEvent): Promise<void> => {
    if (event.type === 'cell.filled') return cells.inc();
    if (event.type !== 'video.playable' && event.type !== 'video.ready' && event.type !== 'video.failed') return;
    const video = await findVideo(event.videoId);
    if (event.type === 'video.failed') errors.inc({ code: video?.failure?.code ?? 'unknown' });
    if (!video?.uploadedAt || event.type === 'video.failed') return;
    const seconds = Math.max(0.001, (nowMs() - video.uploadedAt.getTime()) / 1000);
    (event.type === 'video.playable' ? playable : ready).observe(seconds);
    if (event.type === 'video.ready' && video.durationSeconds) speed.observe(video.durationSeconds / seconds);
  };
  return events.subscribe((event) => void note(event).catch(() => undefined));
}

/** The last answer, until it is that old. */
function remembered<T>(ask: () => Promise<T>, maxAgeMs: number, nowMs: () => number): () => Promise<T> {
  let last: { readonly answer: T; readonly atMs: number } | undefined;
  return async () => {
    if (!last || nowMs() - last.atMs > maxAgeMs) last = { answer: await ask(), atMs: nowMs() };
    return last.answer;
  };
}
