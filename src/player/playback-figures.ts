import type { HlsEngine } from './engine/hls-engine.ts';
import type { FilledMap } from './filled/filled-map.ts';
import { formatBitrate } from './engine/quality.ts';
import { secondsAhead } from './seconds-ahead.ts';
import { playerText } from './text.ts';
import type { VideoJsPlayer } from './video-js.ts';

/**
 * The lines of the stats overlay: what is on screen, how far ahead, how fast the network is, how often it waited, how much
 * the server has. `filled` is undefined where there is nothing to tell: no map, or everything is there.
 */
export function listFigures(
  player: VideoJsPlayer,
  engine: HlsEngine | undefined,
  filled: FilledMap | undefined,
): Array<readonly [string, string]> {
  const { figures: names } = playerText;
  const video = player.el().querySelector('video');
  const frames = video?.getVideoPlaybackQuality();
  const box = player.el().getBoundingClientRect();
  const rows: Array<readonly [string, string]> = [
    [names.onScreen, describePicture(video, engine)],
    [names.size, `${Math.round(box.width)} × ${Math.round(box.height)}, ${devicePixelRatio}×`],
    [names.buffered, playerText.seconds(secondsAhead(player))],
    [names.dropped, playerText.ofFrames(frames?.droppedVideoFrames ?? 0, frames?.totalVideoFrames ?? 0)],
  ];
  if (engine === undefined) return rows;
  const { bandwidthBps, waits, waitedMs } = engine.figures;
  return [
    ...rows,
    [names.choice, describeChoice(engine)],
    [names.bandwidth, formatBitrate(bandwidthBps)],
    [names.waits, playerText.waitsFor(waits, waitedMs / 1000)],
    ...(filled === undefined ? [] : [[names.prepared, playerText.share(filled.share)] as const]),
  ];
}

function describeChoice(engine: HlsEngine): string {
  if (engine.choice === 'auto') return playerText.automatic;
  return engine.isStandingIn ? `${engine.choice}p, ${playerText.unfilledHere}` : `${engine.choice}p`;
}

function describePicture(video: HTMLVideoElement | null, engine: HlsEngine | undefined): string {
  const size = video === null || video.videoWidth === 0 ? '–' : `${video.videoWidth} × ${video.videoHeight}`;
  const playing = engine?.playing;
  return playing === undefined ? size : `${size}, ${playing.label}, ${formatBitrate(playing.bitrateBps)}`;
}
