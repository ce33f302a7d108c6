import type { PacketGrid } from '../facts/packet-grid.ts';
import type { SoundHole } from '../facts/sound-holes.ts';
import type { CaptionPlan } from '../captions/caption-plan.ts';
import type { Rational } from '../rational.ts';
import type { AudioFrameGrid } from '../grid/audio-grid.ts';
import type { Grid } from '../grid/grid.ts';

/**
 * Everything later stages need to know of a video: saved as JSON once, never changed. A re-encode makes a new revision.
 *
 * The draft is decided from the facts alone; a `Plan` has the init segments beside it.
 */
export interface PlanDraft {
  readonly formatVersion: 1;
  /** FFmpeg's own start of the container in seconds: `-ss` counts from here. */
  readonly containerStart: Rational;
  /** The demuxer that the source's first bytes call for; FFmpeg may use no other. */
  readonly demuxer: string;
  readonly grid: Grid;
  /** What the source's own frames (or samples, where the sound lasts longer) say of its length. */
  readonly sourceSeconds?: number;
  readonly picture: PicturePlan;
  /** Lowest first; at least one. */
  readonly video: readonly VideoRendition[];
  /** Default track first; empty for a silent video. */
  readonly audio: readonly AudioRendition[];
  /** Runs of segments that one FFmpeg encodes, covering all segments in order. */
  readonly chunks: readonly Chunk[];
  readonly encoder: EncoderSettings;
  /** What was done to an odd source, in plain sentences for the instructor. */
  readonly notes: readonly string[];
  /** Text subtitles of the source that are kept as captions; absent where there are none. */
  readonly captions?: CaptionPlan;
}

/** A draft whose init segments are stored: playlists can be written. */
export interface Plan extends PlanDraft {
  /** By rendition id, video and audio. */
  readonly inits: Readonly<Record<string, InitSummary>>;
}

/** What playlists and checks need of a stored `init.mp4`. */
export interface InitSummary {
  /** RFC 6381, such as `avc1.64001f`. */
  readonly codecs: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** How source frames become upright, progressive, 8-bit SDR frames on the grid. */
export type PicturePlan = FramesPicture | StillPicture;

/** The source's own frames. */
export interface FramesPicture {
  readonly kind: 'frames';
  readonly streamIndex: number;
  /** Time on the container's clock that becomes frame 0: chosen so that frames of a constant source fall on the grid. */
  readonly zeroTime: Rational;
  readonly isDeinterlaced: boolean;
  /** Whether FFmpeg may apply the file's display matrix (not when it is no quarter turn). */
  readonly isAutorotated: boolean;
  readonly toneMap?: 'pq' | 'hlg';
  readonly inputMatrix: 'bt601' | 'bt709' | 'bt2020';
  readonly inputRange: 'tv' | 'pc';
  /** SDR colours beyond BT.709's, to be brought into it: BT.2020's, or those of P3 displays. */
  readonly widePrimaries?: 'bt2020' | 'smpte432';
  /** For decoding from the middle of H.264 in 4:4:4. */
  readonly x264Build?: number;
  /** Key frames in seconds after the container's start, ascending: where decoding can begin. */
  readonly keyFrameTimes: readonly number[];
}

/** An audio lesson: a plain picture is made. */
export interface StillPicture {
  readonly kind: 'still';
}

/** One quality of the picture. */
export interface VideoRendition {
  /** Folder name and name for people: `720p`. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: Rational;
  /** Every second frame of the grid's rate. */
  readonly isHalfRate: boolean;
  /** VBV: the ladder's cap x 1.07, and its buffer (x 1.5). */
  readonly maxrateBps: number;
  readonly bufferBits: number;
  /** H.264 level such as `3.1`. */
  readonly level: string;
  /** Ticks per second; a frame lasts exactly `frameTicks`. */
  readonly timescale: number;
  readonly frameTicks: number;
}

/** One language (or mix) of the sound. AAC-LC stereo always. */
export interface AudioRendition extends AudioFrameGrid {
  /** Folder name: `audio`, `audio-2` … */
  readonly id: string;
  readonly streamIndex: number;
  /** `copy`: the source's own AAC frames. */
  readonly mode: 'encode' | 'copy';
  readonly bitrateBps: number;
  /** More than two channels are mixed down. */
  readonly isMixedDown?: boolean;
  /** Where the source's packets truly begin, when the container's clock is too coarse to say. */
  readonly packetGrid?: PacketGrid;
  /** Where the source has no packets, on the timeline: it is silent there. Absent: nowhere. */
  readonly holes?: readonly SoundHole[];
  /** Time on the container's clock of sample 0. */
  readonly zeroTime: Rational;
  /** BCP 47, `und` when the source does not say. */
  readonly language: string;
  /** Name in the player's menu. */
  readonly name: string;
}

/** A run of whole segments. */
export interface Chunk {
  readonly firstSegment: number;
  readonly segmentCount: number;
}

/** How hard the encoder works: measured choices of encoding.md, 5. */
export interface EncoderSettings {
  readonly economy: Economy;
  readonly preset: string;
  readonly crf: number;
  readonly x264Params: string;
}

/** `balanced` is the default; `fast` for weak machines, `small` for storage. */
export type Economy = 'fast' | 'balanced' | 'small';
