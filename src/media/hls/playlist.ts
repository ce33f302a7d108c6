/** What an HLS playlist of anybody says. What it does not say, or says in a way that cannot be read, is undefined. */
export type Playlist = MasterPlaylist | MediaPlaylist;

/** A multivariant playlist (RFC 8216, 4.3.4). */
export interface MasterPlaylist {
  readonly kind: 'master';
  readonly version: number;
  readonly isIndependentSegments: boolean;
  /** EXT-X-STREAM-INF, in the order of the playlist. */
  readonly variants: readonly Variant[];
  /** EXT-X-I-FRAME-STREAM-INF. */
  readonly iframeVariants: readonly Variant[];
  /** EXT-X-MEDIA. */
  readonly media: readonly MediaRendition[];
}

/** One EXT-X-STREAM-INF or EXT-X-I-FRAME-STREAM-INF. */
export interface Variant {
  readonly uri: string;
  readonly bandwidthBps?: number;
  readonly averageBandwidthBps?: number;
  /** Split at the commas; empty when absent. */
  readonly codecs: readonly string[];
  readonly resolution?: { readonly width: number; readonly height: number };
  readonly frameRate?: number;
  readonly audioGroup?: string;
  readonly subtitlesGroup?: string;
}

/** One EXT-X-MEDIA. */
export interface MediaRendition {
  /** `AUDIO`, `SUBTITLES`, `VIDEO` or `CLOSED-CAPTIONS`; as written. */
  readonly type: string;
  readonly groupId: string;
  readonly name?: string;
  readonly language?: string;
  /** Absent where the sound is in the variants themselves. */
  readonly uri?: string;
  readonly isDefault: boolean;
  readonly isAutoselect: boolean;
  readonly channels?: string;
}

/** A media playlist (RFC 8216, 4.3.3). */
export interface MediaPlaylist {
  readonly kind: 'media';
  readonly version: number;
  readonly targetDurationSeconds?: number;
  readonly playlistType?: 'VOD' | 'EVENT';
  readonly hasEnd: boolean;
  readonly isIFramesOnly: boolean;
  readonly isIndependentSegments: boolean;
  readonly mediaSequence: number;
  readonly segments: readonly PlaylistSegment[];
}

/** A file, or a part of one. `end` is the byte after the last. */
export interface PlaylistResource {
  readonly uri: string;
  readonly byteRange?: { readonly start: number; readonly end: number };
}

/** One segment as the playlist names it. */
export interface PlaylistSegment extends PlaylistResource {
  readonly durationSeconds: number;
  /** EXT-X-MAP in force. */
  readonly map?: PlaylistResource;
  /** Whether EXT-X-DISCONTINUITY stands before it. */
  readonly isDiscontinuity: boolean;
  /** Whether EXT-X-GAP stands before it: there is no such file, and that is meant. */
  readonly isGap: boolean;
  /** EXT-X-KEY in force, unless its method is NONE. */
  readonly key?: { readonly method: string; readonly uri?: string };
}
