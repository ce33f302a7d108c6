/** Where a tool without network finds the Unix socket that it `reaches`. */
export const FORWARDED_PORT = 8080;

/** One confined run of ffmpeg or ffprobe. */
export interface MediaRun {
  readonly tool: 'ffmpeg' | 'ffprobe';
  /** Arguments without the program's name. Files are named `file:…`; a source that is not a file, `http://127.0.0.1…`. */
  readonly args: readonly string[];
  /**
   * Number of output pipes beside stdout: the arguments name them `pipe:3`, `pipe:4` … Each is read by `onOutput`.
   */
  readonly outputs?: number;
  /** Called for every piece of stdout (output 0) and of `pipe:3` (output 1), `pipe:4` (output 2) … A rejected promise ends the run. */
  readonly onOutput?: (output: number, bytes: Uint8Array) => void | Promise<void>;
  /** Working directory: a private, empty folder of this run. */
  readonly workFolder?: string;
  /** Files and folders the tool may read (source) — everything else is out of reach where the system allows. */
  readonly readablePaths: readonly string[];
  /** The one thing it may reach beside files: a Unix socket, as port `FORWARDED_PORT` of its loopback address; or `loopback`. */
  readonly reaches?: string;
  /** The run is ended when nothing came out of any pipe and no progress was told for this long. */
  readonly stallTimeoutMs?: number;
  readonly timeoutMs?: number;
  /** Address space the tool may take. */
  readonly maxMemoryBytes?: number;
  /** Largest file the tool may write. */
  readonly maxFileBytes?: number;
  /** Told when the tool has started. */
  readonly onStart?: (tool: RunningTool) => void;
  /** Leaves the machine to others first. */
  readonly isBackground?: boolean;
  readonly signal?: AbortSignal;
}

/** A run in progress that can be made to stand still. Where nothing would end a paused tool with us, neither does anything. */
export interface RunningTool {
  pause(): void;
  resume(): void;
}

/** How a run ended. A tool that exits with another code than 0 is a result, not an error. */
export interface MediaRunResult {
  readonly exitCode: number | undefined;
  /** Name of the signal that ended it, when one did. */
  readonly killedBy?: string;
  readonly endedBy: 'itself' | 'stall' | 'timeout' | 'cancel';
  /** Last 64 KiB of stderr. */
  readonly stderrTail: string;
  readonly wallMs: number;
  /** The command as it can be pasted into a shell. */
  readonly command: string;
}

/** What `doctor` and the server's start check of the installed FFmpeg. */
export interface MediaToolsReport {
  readonly ffmpegPath: string;
  readonly version: string;
  readonly hasX264: boolean;
  readonly hasAac: boolean;
  /** Whether FFmpeg runs without network and with nothing to read but its source. */
  readonly confinement: 'bubblewrap' | 'limits-only';
}

/** Runs FFmpeg's programs. Throws AppError FFMPEG_MISSING when there is none; rethrows what `onOutput` threw. */
export interface MediaTools {
  run(run: MediaRun): Promise<MediaRunResult>;
  /** Version and abilities, found once. Throws AppError FFMPEG_MISSING. */
  inspect(): Promise<MediaToolsReport>;
}
