import type { Video } from '../../videos/video.ts';
import type { PlaybackTokens, TokenHolder } from './playback-token.ts';

/** Whoever is shown addresses: a session with its cookie's value, or a key. */
export interface Viewer extends TokenHolder {
  readonly cookie?: string;
}

/** Where a viewer finds what is served of a video. */
export interface PlaybackRoot {
  /** `/v/<token>/<video>`, `/v/<video>` for a viewer without a name, or `https://cdn.example/<video>`. */
  readonly root: string;
  /** Undefined: for ever, as long as the video is public. */
  readonly expiresAtMs?: number;
}

/** What decides where a video is. */
export type PlacedVideo = Pick<Video, 'id' | 'state' | 'visibility' | 'revisionId' | 'publicRevisionId'>;

/** Makes addresses for whoever asks. Every address of a stream or picture is made here. */
export interface PlaybackUrls {
  /** Where a player begins: the public copy of a video that has a whole one, else the server. */
  of(viewer: Viewer | undefined, video: PlacedVideo): PlaybackRoot;
  /** On this server. */
  here(viewer: Viewer | undefined, videoId: string): PlaybackRoot;
}

/** See PlaybackUrls. `publicMediaUrl` is the address of the public copies, without a slash at its end. */
export function createPlaybackUrls(tokens: Pick<PlaybackTokens, 'create'>, publicMediaUrl?: string): PlaybackUrls {
  const here: PlaybackUrls['here'] = (viewer, videoId) => {
    if (!viewer) return { root: `/v/${videoId}` };
    const { token, expiresAtMs } = tokens.create(viewer, videoId, viewer.cookie);
    return { root: `/v/${token}/${videoId}`, expiresAtMs };
  };
  return {
    here,
    of: (viewer, video) =>
      publicMediaUrl !== undefined && hasPublicCopy(video)
        ? { root: `${publicMediaUrl}/${video.id}` }
        : here(viewer, video.id),
  };
}

function hasPublicCopy({ state, visibility, revisionId, publicRevisionId }: PlacedVideo): boolean {
  return (
    state === 'ready' && visibility === 'public' && publicRevisionId !== undefined && publicRevisionId === revisionId
  );
}
