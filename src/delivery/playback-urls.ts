import type { PlaybackTokens, TokenHolder } from './playback-token.ts';

/** Whoever is shown addresses: a session with its cookie's value, or a key. */
export interface Viewer extends TokenHolder {
  readonly cookie?: string;
}

/** Where a viewer finds what is served of a video. */
export interface PlaybackRoot {
  /** `/v/<token>/<video>`, or `/v/<video>` for a viewer without a name. */
  readonly root: string;
  /** Undefined: for ever, as long as the video is public. */
  readonly expiresAtMs?: number;
}

/** Makes addresses under `/v/` for whoever asks. Every address of a stream or picture is made here. */
export type PlaybackUrls = (viewer: Viewer | undefined, videoId: string) => PlaybackRoot;

/** See PlaybackUrls. */
export function createPlaybackUrls(tokens: Pick<PlaybackTokens, 'create'>): PlaybackUrls {
  return (viewer, videoId) => {
    if (!viewer) return { root: `/v/${videoId}` };
    const { token, expiresAtMs } = tokens.create(viewer, videoId, viewer.cookie);
    return { root: `/v/${token}/${videoId}`, expiresAtMs };
  };
}
