/** What a process that takes jobs tells of itself. */
export interface WorkerReport {
  /** Its name in leases; another one after each start. */
  readonly id: string;
  /** The machine. */
  readonly name: string;
  readonly kind: 'server' | 'worker';
  /** Of the program, and of what it makes of a plan. */
  readonly version: string;
  readonly startedAt: Date;
  /** FFmpegs it runs at once. */
  readonly encodersAtOnce: number;
  /** Processes that want a core, for each core of the machine; 1 is busy. */
  readonly loadPerCore: number;
  /** It takes no more jobs. */
  readonly isDraining: boolean;
  /** Its disk is nearly full: it takes no jobs until there is room. */
  readonly isOutOfRoom: boolean;
  /** What it does. */
  readonly jobs: readonly RunningJob[];
}

/** A job in a worker's hands. */
export interface RunningJob {
  readonly kind: 'prepare' | 'conform' | 'encode' | 'finish' | 'reencode';
  readonly videoId: string;
  readonly startedAtMs: number;
  /** Renditions and segments of an encode, such as `360p+480p 12-15`. */
  readonly cells?: string;
}

/** A worker as the administration sees it. */
export interface WorkerView extends WorkerReport {
  readonly seenAt: Date;
  /** Nothing was heard of it for 20 s: its jobs are taken by others. */
  readonly isLost: boolean;
}

/** Every process that takes jobs. */
export interface WorkerStore {
  /** Tells that it lives; forgets those that have been lost for an hour. */
  beat(report: WorkerReport): Promise<void>;
  /** It ends in good order. */
  leave(id: string): Promise<void>;
  /** Servers first, then by name. */
  list(): Promise<WorkerView[]>;
}
