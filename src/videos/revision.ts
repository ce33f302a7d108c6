import { gridDuration } from '../media/grid/grid.ts';
import type { KeptCaptions } from '../media/captions/caption-plan.ts';
import type { Plan } from '../media/plan/plan.ts';
import { toNumber } from '../media/rational.ts';

/** One encode of a video: a plan that never changes, and its cells. */
export interface Revision {
  readonly id: string;
  readonly videoId: string;
  readonly plan: Plan;
  readonly summary: RevisionSummary;
  /** The upload that brought the file it is cut from; undefined: the one that made the video. */
  readonly sourceId?: string;
  /** Path of the conformed source inside the video's work folder; undefined: the source as uploaded is cut. */
  readonly conformedFile?: string;
}

/** What people and programs are told of a plan. */
export interface RevisionSummary {
  readonly durationSeconds: number;
  /** Lowest first, then audio. */
  readonly renditions: readonly RenditionSummary[];
  readonly notes: readonly string[];
  /** Subtitles of the source that were kept; absent until the video is ready, and where there are none. */
  readonly captions?: readonly KeptCaptions[];
}

/** One quality, for display. */
export interface RenditionSummary {
  readonly id: string;
  readonly kind: 'video' | 'audio';
  readonly width?: number;
  readonly height?: number;
  readonly frameRate?: number;
  readonly codecs: string;
  readonly maxBitrateBps: number;
  readonly language?: string;
  readonly name?: string;
}

/** Draws what is shown out of a plan. */
export function summarizePlan(plan: Plan): RevisionSummary {
  const codecs = (id: string): string => plan.inits[id]?.codecs ?? '';
  return {
    durationSeconds: toNumber(gridDuration(plan.grid)),
    notes: plan.notes,
    renditions: [
      ...plan.video.map(({ id, width, height, frameRate, maxrateBps }): RenditionSummary => {
        return {
          id,
          kind: 'video',
          width,
          height,
          frameRate: toNumber(frameRate),
          codecs: codecs(id),
          maxBitrateBps: maxrateBps,
        };
      }),
      ...plan.audio.map(({ id, bitrateBps, language, name }): RenditionSummary => {
        return { id, kind: 'audio', codecs: codecs(id), maxBitrateBps: bitrateBps, language, name };
      }),
    ],
  };
}

/** Object keys of a revision, as design.md lays them out. */
export function revisionPrefixes(videoId: string, revisionId: string): { rootPrefix: string; prefix: string } {
  const rootPrefix = videoPrefix(videoId);
  return { rootPrefix, prefix: `${rootPrefix}${revisionId}/` };
}

/** Everything that is served of a video lies under this. */
export function videoPrefix(videoId: string): string {
  return `hls/${videoId}/`;
}

/** Everything of a video that everybody may read, where PUBLIC_MEDIA_URL is set, lies under this; laid out as `hls/`. */
export function publicPrefix(videoId: string): string {
  return `${PUBLIC_FOLDER}${videoId}/`;
}

/** The only part of a bucket that strangers may read. */
export const PUBLIC_FOLDER = 'public/';

/** Folder of poster and contact sheet inside a revision. */
export const IMAGES_FOLDER = 'images';

/** Folder of captions inside a revision. */
export const CAPTIONS_FOLDER = 'captions';
