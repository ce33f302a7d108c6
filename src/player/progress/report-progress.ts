import type { VideoJsPlayer } from '../video-js.ts';
import { PlayedRanges } from './played-ranges.ts';
import type { PlayedRange } from './played-ranges.ts';

/** What was played since the last report, and where the viewer is. */
export interface ProgressReport {
  readonly positionSeconds: number;
  readonly played: readonly PlayedRange[];
  /** At which all of it was played. */
  readonly speed: number;
  /** The page is going away: what tells the server must outlive it (`keepalive`). */
  readonly isLeaving: boolean;
}

const EVERY_MS = 10_000;

/**
 * Tells every 10 s while it plays, and at once at a pause, at the end, after a seek, before another speed, and when the
 * page is hidden or goes. Answers how to stop, which tells the rest.
 */
export function reportProgress(player: VideoJsPlayer, tell: (report: ProgressReport) => void): () => void {
  const ranges = new PlayedRanges();
  let toldMs = performance.now();
  let toldSeconds: number | undefined;
  let speed = player.playbackRate();

  const report = (isLeaving = false): void => {
    const played = ranges.take();
    const positionSeconds = Math.round(player.currentTime() * 100) / 100;
    toldMs = performance.now();
    if (played.length === 0 && (toldSeconds ?? positionSeconds) === positionSeconds) return;
    toldSeconds = positionSeconds;
    tell({ positionSeconds, played, speed, isLeaving });
  };
  const note = (): void => {
    if (!player.paused() && !player.seeking()) ranges.note(player.currentTime(), performance.now(), speed);
  };
  const noteAndReport = (): void => {
    note();
    report();
  };
  const leave = (): void => {
    if (!document.hidden) return;
    note();
    report(true);
  };
  const goAway = (): void => {
    note();
    report(true);
  };

  player.on('timeupdate', () => {
    note();
    if (performance.now() - toldMs >= EVERY_MS) report();
  });
  player.on('seeking', () => ranges.break());
  player.on(['seeked', 'ended'], noteAndReport);
  player.on('pause', () => {
    // The position of the pause itself was still played.
    if (!player.seeking()) ranges.note(player.currentTime(), performance.now(), speed);
    ranges.break();
    report();
  });
  player.on('loadstart', () => {
    ranges.break();
    toldSeconds = undefined;
  });
  player.on('ratechange', () => {
    if (player.playbackRate() === speed) return;
    noteAndReport();
    speed = player.playbackRate();
  });
  document.addEventListener('visibilitychange', leave);
  addEventListener('pagehide', goAway);
  return () => {
    document.removeEventListener('visibilitychange', leave);
    removeEventListener('pagehide', goAway);
    goAway();
  };
}
