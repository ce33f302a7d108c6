import type { MasterPlaylist, MediaPlaylist } from '../hls/playlist.ts';

/** What was read of an HLS tree, anybody's: all that the rules need, nothing of where it came from. */
export interface TreeFacts {
  /** Undefined when a media playlist alone was given. */
  readonly master?: MasterPlaylist;
  /** Every media playlist that the master names, each once; variants first. */
  readonly renditions: readonly RenditionFacts[];
  readonly iframeLists: readonly IframeListFacts[];
  /** How a server answered; undefined for a folder. */
  readonly responses?: readonly ResponseFacts[];
  /** Which pictures and sounds do not belong; undefined when none were compared. */
  readonly content?: ContentFacts;
  /** The file the tree was made from, when it is at hand. */
  readonly source?: SourceFacts;
}

/** One media playlist with its segments. */
export interface RenditionFacts {
  /** For people: the folder of its playlist (`720p`), or the playlist's own name. */
  readonly id: string;
  /** As the master names it. */
  readonly uri: string;
  /** What the segments hold; what the master says where none could be read. */
  readonly kind: 'video' | 'audio' | 'muxed' | 'subtitles' | 'unknown';
  readonly container: 'fmp4' | 'ts' | 'webvtt' | 'unknown';
  /** Undefined when missing or unreadable: `faults` says why. */
  readonly playlist?: MediaPlaylist;
  /** What is wrong with the playlist itself or an init segment. */
  readonly faults: readonly string[];
  /** One for each of the playlist's segments, in order. */
  readonly segments: readonly SegmentFacts[];
}

/** One segment as its playlist names it and as its bytes are. */
export interface SegmentFacts {
  readonly index: number;
  /** File name, with the byte range of a single file. */
  readonly name: string;
  /** Sum of the EXTINF before it. */
  readonly startSeconds: number;
  /** EXTINF. */
  readonly durationSeconds: number;
  /** Undefined when it is missing. */
  readonly sizeBytes?: number;
  /** Missing, cut short, damaged: in words. */
  readonly faults: readonly string[];
  readonly isDiscontinuity: boolean;
  readonly video?: VideoSpan;
  readonly audio?: AudioSpan;
}

/** Where the samples of one track of one segment lie. Times in ticks of `timescale`. */
export interface TrackSpan {
  readonly timescale: number;
  readonly sampleCount: number;
  /** Undefined where the container has none (sound in TS). */
  readonly decodeStartTicks?: number;
  /** Sum of the sample durations. */
  readonly durationTicks: number;
  /** The earliest presentation time, and the latest with its duration. */
  readonly presentationStartTicks: number;
  readonly presentationEndTicks: number;
  /** The commonest sample duration. */
  readonly sampleTicks: number;
  /** Whether an edit list shifts the presentation by an amount that is not looked at. */
  readonly hasEditList: boolean;
}

/** The picture of a segment. */
export interface VideoSpan extends TrackSpan {
  readonly startsWithIdr: boolean;
  /** Presentation times of the samples that decoding can begin at. */
  readonly keyFrameTicks: readonly number[];
  /** Bytes from the segment's start to the end of its first key frame; undefined for TS. */
  readonly keyFrameEndBytes?: number;
  readonly stream: VideoStreamFacts;
}

/** The sound of a segment. */
export interface AudioSpan extends TrackSpan {
  readonly stream: AudioStreamFacts;
}

/** What the parameter sets say. All but `codecs` only for H.264. */
export interface VideoStreamFacts {
  /** RFC 6381, or the bare name of the codec. */
  readonly codecs: string;
  readonly profileIdc?: number;
  readonly levelIdc?: number;
  readonly width?: number;
  readonly height?: number;
  readonly referenceFrames?: number;
  readonly isProgressive?: boolean;
  readonly bitDepth?: number;
  readonly chroma?: string;
}

/** What the configuration or the first frame header says. */
export interface AudioStreamFacts {
  readonly codecs: string;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** An I-frame playlist: its entries beside the segments they are parts of. */
export interface IframeListFacts {
  readonly id: string;
  readonly uri: string;
  readonly playlist?: MediaPlaylist;
  readonly faults: readonly string[];
  /** What each entry should at least cover, where that is known: same order as the playlist. */
  readonly keyFrameEndBytes: readonly (number | undefined)[];
}

/** An answer of a server; answers that are alike are kept once. */
export interface ResponseFacts {
  readonly path: string;
  readonly kind: 'playlist' | 'init' | 'segment';
  readonly container?: RenditionFacts['container'];
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly isRedirected: boolean;
}

/** What decoding tells that bytes do not: the first pictures of segments, and their sound where the source is at hand. */
export interface ContentFacts {
  /** Numbers of segments that were compared, and with what. */
  readonly picturesWithRenditions: number;
  readonly picturesWithSource: number;
  readonly soundsWithSource: number;
  readonly strangers: readonly Stranger[];
}

/** A segment that shows or sounds what it should not. */
export interface Stranger {
  readonly renditionId: string;
  readonly segmentIndex: number;
  readonly message: string;
}

/** What the rules need of the source, in seconds from its first shown picture or sound. */
export interface SourceFacts {
  /** Absent for an audio lesson. */
  readonly video?: {
    readonly durationSeconds: number;
    readonly frameCount: number;
    /** Absent for a variable rate. */
    readonly frameRate?: number;
  };
  /** The longest sound track; absent when silent. */
  readonly audio?: { readonly durationSeconds: number };
}
