import type { VideoJsPlayer } from './video-js.ts';

/** How far beyond the picture on screen the buffer reaches without a gap. 0 when the picture itself is missing. */
export function secondsAhead(player: VideoJsPlayer): number {
  const ranges = player.buffered();
  const now = player.currentTime();
  for (let index = 0; index < ranges.length; index += 1) {
    if (ranges.start(index) <= now + 0.1 && now < ranges.end(index)) return ranges.end(index) - now;
  }
  return 0;
}
