import { type Grid, segmentCount, segmentDuration } from '../media/grid/grid.ts';
import { toNumber } from '../media/rational.ts';
import { type FilledRun, runsOf } from '../videos/filled-runs.ts';
import type { RevisionStore } from '../videos/revision-store.ts';
import type { VideoStore } from '../videos/video-store.ts';

/** Which segments of a stream exist, as players are told: small for any length, since segments are filled in runs. */
export interface FilledMap {
  /** The folder of the stream's media playlists: a map of another revision says nothing of them. */
  readonly revision: string;
  /** Lengths in seconds with how many segments in a row have them: where each segment begins is their sum. */
  readonly segments: readonly (readonly [durationSeconds: number, segmentCount: number])[];
  /** Lowest first, then sound, the default track first. */
  readonly renditions: readonly FilledRendition[];
  /** Whether the video is ready: nothing is missing and nothing will change any more. */
  readonly complete: boolean;
}

/** The filled segments of one rendition. `id` is the folder of its media playlist. */
export interface FilledRendition {
  readonly id: string;
  readonly kind: 'video' | 'audio';
  readonly filled: readonly FilledRun[];
}

/** What the map is made of. */
export interface FilledMapStores {
  readonly videos: Pick<VideoStore, 'find'>;
  readonly revisions: Pick<RevisionStore, 'find' | 'filledSegments'>;
}

/** The map of a video as it is now; undefined while there is no plan, and no such video. */
export async function readFilledMap(stores: FilledMapStores, videoId: string): Promise<FilledMap | undefined> {
  const video = await stores.videos.find(videoId);
  if (video?.revisionId === undefined) return undefined;
  const [revision, filled] = await Promise.all([
    stores.revisions.find(video.revisionId),
    stores.revisions.filledSegments(video.revisionId),
  ]);
  if (!revision) return undefined;
  const { grid, video: pictures, audio } = revision.plan;
  const describe = (id: string, kind: FilledRendition['kind']): FilledRendition => {
    return { id, kind, filled: runsOf(filled.get(id) ?? []) };
  };
  return {
    revision: revision.id,
    segments: runsOfDurations(grid),
    renditions: [...pictures.map(({ id }) => describe(id, 'video')), ...audio.map(({ id }) => describe(id, 'audio'))],
    complete: video.state === 'ready',
  };
}

function runsOfDurations(grid: Grid): [number, number][] {
  const runs: [number, number][] = [];
  for (let index = 0; index < segmentCount(grid); index++) {
    const seconds = toNumber(segmentDuration(grid, index));
    const last = runs.at(-1);
    if (last?.[0] === seconds) last[1]++;
    else runs.push([seconds, 1]);
  }
  return runs;
}
