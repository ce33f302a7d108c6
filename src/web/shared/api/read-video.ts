import type { Limits, Problem, Rendition, Replacement, Video, VideoPage } from './video.ts';

/** What the server sends for a video. Everything else in its answer is ignored, so that it may grow. */
export interface WireVideo {
  id: string;
  title: string;
  fileName?: string | null;
  mayDelete?: boolean;
  state: Video['state'];
  playable: boolean;
  hlsUrl?: string | null;
  dashUrl?: string | null;
  filledUrl?: string | null;
  posterUrl?: string | null;
  durationSeconds?: number | null;
  renditions: WireRendition[];
  progress: { percent: number; secondsLeft?: number | null; perRendition?: Record<string, number> };
  notes: string[];
  error?: Partial<Problem> | null;
  replaces?: string;
  replacement?: WireReplacement;
  createdAt: string;
  uploadedAt?: string;
}

interface WireReplacement {
  fileName: string;
  percent: number;
  secondsLeft?: number;
  error?: Partial<Problem>;
}

interface WireRendition {
  id: string;
  kind?: 'video' | 'audio';
  width?: number;
  height?: number;
  frameRate?: number;
  percent?: number;
}

/** Makes our value of a video from the server's. */
export function readVideo(wire: WireVideo): Video {
  const { progress } = wire;
  return {
    id: wire.id,
    title: wire.title || (wire.fileName ?? ''),
    fileName: wire.fileName ?? '',
    mayDelete: wire.mayDelete ?? false,
    state: wire.state,
    isPlayable: wire.playable,
    hlsUrl: wire.hlsUrl ?? undefined,
    dashUrl: wire.dashUrl ?? undefined,
    filledUrl: wire.filledUrl ?? undefined,
    posterUrl: wire.posterUrl ?? undefined,
    durationSeconds: wire.durationSeconds ?? undefined,
    renditions: wire.renditions
      .filter(({ kind, height }) => kind !== 'audio' && height !== undefined)
      .map((rendition) => readRendition(rendition, progress.perRendition ?? {})),
    percent: progress.percent,
    secondsLeft: progress.secondsLeft ?? undefined,
    notes: wire.notes,
    problem: wire.error ? readProblem(wire.error) : undefined,
    replaces: wire.replaces,
    replacement: wire.replacement && readReplacement(wire.replacement),
    createdAt: new Date(wire.createdAt),
    uploadedAt: wire.uploadedAt === undefined ? undefined : new Date(wire.uploadedAt),
  };
}

/** Makes our value of one page of the list. */
export function readVideoPage(wire: { videos: WireVideo[]; nextCursor?: string | null }): VideoPage {
  return { videos: wire.videos.map(readVideo), nextCursor: wire.nextCursor ?? undefined };
}

/** Makes our value of the limits: `.mp4` and `mp4` both read MP4. */
export function readLimits(
  wire: Omit<Limits, 'formats' | 'takesDirectUploads'> & { formats: string[]; directUploads: boolean },
): Limits {
  const { maxUploadBytes, maxDurationSeconds, maxShortSide, directUploads } = wire;
  const formats = wire.formats.map(nameFormat);
  return { maxUploadBytes, maxDurationSeconds, maxShortSide, formats, takesDirectUploads: directUploads };
}

function nameFormat(ending: string): string {
  const name = ending.replace(/^\./, '').toUpperCase();
  return name === 'WEBM' ? 'WebM' : name;
}

function readReplacement({ fileName, percent, secondsLeft, error }: WireReplacement): Replacement {
  return { fileName, percent, secondsLeft, problem: error && readProblem(error) };
}

function readProblem({ code = 'INTERNAL', message = '', action = '' }: Partial<Problem>): Problem {
  return { code, message, action };
}

function readRendition(wire: WireRendition, percentById: Record<string, number>): Rendition {
  return {
    id: wire.id,
    width: wire.width ?? 0,
    height: wire.height ?? 0,
    frameRate: wire.frameRate ?? 0,
    percent: wire.percent ?? percentById[wire.id] ?? 0,
  };
}
