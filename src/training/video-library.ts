/** What lists of lessons show of a video. */
export interface VideoGlance {
  readonly id: string;
  readonly isPlayable: boolean;
  /** Undefined until its plan is made. */
  readonly durationSeconds?: number;
  readonly hasPoster: boolean;
}

/** Subtitles that were in the file of a video, kept as captions. */
export interface VideoCaptions {
  /** Its name within the video, such as `1.en.vtt`. */
  readonly fileName: string;
  /** BCP 47, `und` when the file did not say. */
  readonly language: string;
  readonly label: string;
}

/** All that training knows of videos; `main` joins it to the real ones. */
export interface VideoLibrary {
  /** Those that exist, in one question. */
  glances(videoIds: readonly string[]): Promise<Map<string, VideoGlance>>;
  /** Removes a video with all its files. No error when it is gone already. */
  remove(videoId: string): Promise<void>;
  /** What captions a ready video brings along. */
  captions(videoId: string): Promise<readonly VideoCaptions[]>;
  /** One of them as WebVTT. */
  captionText(videoId: string, fileName: string): Promise<Uint8Array | undefined>;
  /** The poster of a ready video, as JPEG. */
  poster(videoId: string): Promise<Uint8Array | undefined>;
  /** One picture of it, as JPEG. Throws AppError POSTER_NOT_MADE when there is none at that second. */
  frameAt(videoId: string, seconds: number): Promise<Uint8Array>;
  /** Tells the id of each video that changed, became playable or ready, or was deleted. Answers how to stop. */
  follow(listener: (videoId: string) => void): () => void;
}
