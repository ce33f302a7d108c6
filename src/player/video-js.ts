import videoJsCore from 'video.js'; // the build maps this to video.js/core: without Video.js' own HLS engine

/** The part of Video.js that is used here. Its own declarations are generated from comments and too loose to build on. */
export interface VideoJs {
  (element: HTMLVideoElement, options: Record<string, unknown>): VideoJsPlayer;
  getTech(name: 'Html5'): { registerSourceHandler(handler: SourceHandler, index: number): void };
}

export interface SourceHandler {
  canPlayType(type: string | undefined): '' | 'probably';
  canHandleSource(source: { src: string; type?: string }): '' | 'probably';
  handleSource(source: { src: string }, tech: VideoJsTech): { dispose(): void };
}

export interface VideoJsTech {
  readonly options_: { readonly playerId: string };
  el(): HTMLVideoElement;
}

export interface VideoJsComponent {
  el(): HTMLElement;
  getChild(name: string): VideoJsComponent | undefined;
}

export interface VideoJsPlayer extends VideoJsComponent {
  readonly controlBar: VideoJsComponent;
  id(): string;
  on(events: string | readonly string[], listener: () => void): void;
  trigger(event: string): void;
  /** Forgotten when the player goes. */
  setTimeout(listener: () => void, afterMs: number): number;
  src(source: { src: string; type: string }): void;
  poster(url: string): void;
  play(): Promise<void> | undefined;
  pause(): void;
  paused(): boolean;
  seeking(): boolean;
  currentTime(): number;
  currentTime(seconds: number): void;
  duration(): number;
  volume(): number;
  volume(share: number): void;
  muted(): boolean;
  muted(isMuted: boolean): void;
  playbackRate(): number;
  playbackRate(rate: number): void;
  buffered(): TimeRanges;
  isFullscreen(): boolean;
  requestFullscreen(): Promise<void> | undefined;
  exitFullscreen(): Promise<void> | undefined;
  isInPictureInPicture(): boolean;
  requestPictureInPicture(): Promise<unknown> | undefined;
  exitPictureInPicture(): Promise<unknown> | undefined;
  error(failure: { code: number; message: string } | null): void;
  error(): { code: number; message: string } | null;
  reportUserActivity(): void;
  addClass(name: string): void;
  removeClass(name: string): void;
  textTracks(): ArrayLike<TextTrack> & EventTarget;
  addRemoteTextTrack(
    track: { kind: 'captions' | 'subtitles'; label: string; language: string; src?: string },
    isKeptAcrossSources: boolean,
  ): HTMLTrackElement;
  removeRemoteTextTrack(element: HTMLTrackElement): void;
  dispose(): void;
}

export const videojs = videoJsCore as unknown as VideoJs;

/** A browser may refuse to play, to go full screen and so on without a click: then things stay as they are. */
export function ignoreRefusal(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
}
