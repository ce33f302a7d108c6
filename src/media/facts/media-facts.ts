import type { Rational } from '../rational.ts';
import type { FrameTiming } from './frame-timing.ts';
import type { PacketGrid } from './packet-grid.ts';
import type { SoundHole } from './sound-holes.ts';

/** What probing found in a source, as exact values; what a file does not say stays undefined. Saved as JSON. */
export interface MediaFacts {
  /** FFmpeg's name of the demuxer, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** The container's first time in seconds: the zero of our timeline, often not 0. */
  readonly startTime: Rational;
  /** What the container claims; the counted packets are trusted instead. */
  readonly claimedDuration?: Rational;
  /** Of everything in the file together. */
  readonly bitrateBps?: number;
  readonly video?: VideoFacts;
  /** Further picture streams with frames, no cover art among them; absent where there are none. */
  readonly otherPictureCount?: number;
  readonly audio: readonly AudioFacts[];
  /** Streams of other kinds, by codec name (`tmcd`, `mov_text`, `pgssub` …). */
  readonly otherStreams: readonly string[];
  /** Those of them that are subtitles; absent where there are none. */
  readonly subtitles?: readonly SubtitleFacts[];
  readonly isEncrypted: boolean;
}

/** The picture stream that will be encoded. */
export interface VideoFacts {
  /** Index among all streams of the container. */
  readonly streamIndex: number;
  readonly codec: string;
  readonly profile?: string;
  readonly pixelFormat?: string;
  /** Stored size in pixels, before rotation and pixel shape. */
  readonly width: number;
  readonly height: number;
  readonly sampleAspectRatio?: Rational;
  /** Clockwise turn that shows the picture upright. Undefined where the matrix is no quarter turn. */
  readonly rotationDegrees?: 0 | 90 | 180 | 270;
  readonly colour: ColourFacts;
  /** Undefined when the stream does not say. */
  readonly isInterlaced?: boolean;
  /** Present where the stream carries Dolby Vision's configuration. */
  readonly dolbyVision?: DolbyVisionFacts;
  /** Which x264 made it; only asked of H.264 in 4:4:4. */
  readonly x264Build?: number;
  readonly timing: FrameTiming;
  /** `r_frame_rate`, for a stream too short to tell from its packets. */
  readonly nominalFrameRate?: Rational;
}

/** Dolby Vision's configuration record (Dolby Vision Streams Within the ISO Base Media File Format, 3.2). */
export interface DolbyVisionFacts {
  readonly profile: number;
  /** What its base layer is for players without Dolby Vision: 1 HDR10, 2 SDR, 4 HLG, 6 Blu-ray's HDR10; 0: nothing. */
  readonly compatibilityId: number;
}

/** Colour tags as FFmpeg names them; undefined is "not said". */
export interface ColourFacts {
  readonly primaries?: string;
  readonly transfer?: string;
  readonly matrix?: string;
  readonly range?: 'tv' | 'pc';
}

/** One sound stream. */
export interface AudioFacts {
  /** Index among all streams of the container. */
  readonly streamIndex: number;
  readonly codec: string;
  readonly profile?: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitrateBps?: number;
  readonly language?: string;
  readonly title?: string;
  readonly isDefault: boolean;
  readonly timing: AudioTiming;
}

/** One subtitle stream, text or pictures. */
export interface SubtitleFacts {
  /** Index among all streams of the container. */
  readonly streamIndex: number;
  readonly codec: string;
  readonly language?: string;
  readonly title?: string;
}

/** Where a sound stream's packets lie, on the container's clock. */
export interface AudioTiming {
  readonly startTime: Rational;
  readonly endTime: Rational;
  readonly packetCount: number;
  /** First packet's time in samples when each packet lasts exactly 1024 samples and none is missing. */
  readonly gaplessStartSample?: number;
  /** Where packets truly begin when the container's clock is too coarse to say. */
  readonly packetGrid?: PacketGrid;
  /** Where packets are missing in between, in order. */
  readonly holes?: readonly SoundHole[];
}
