/** One segment of one rendition (video or audio). */
export interface CellKey {
  readonly renditionId: string;
  readonly segmentIndex: number;
}

/** A cell as a viewer names it. */
export interface WantedCell extends CellKey {
  readonly videoId: string;
  readonly revisionId: string;
}

/** A cell whose bytes are stored and verified. */
export interface FilledCell extends CellKey {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Frames of picture or sound in the cell. */
  readonly sampleCount: number;
  /** Length in ticks of the rendition's timescale (sample rate for audio). */
  readonly durationTicks: number;
  /** Bytes from the segment's start to the end of its IDR frame, for I-frame playlists; 0 for audio. */
  readonly keyFrameEndBytes: number;
  /** Encoder time spent on this cell, for honest estimates: its share of the chunk's wall time. */
  readonly costMs: number;
}
