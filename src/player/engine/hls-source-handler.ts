import Hls from 'hls.js';
import { videojs } from '../video-js.ts';
import type { VideoJsTech } from '../video-js.ts';
import { HlsEngine } from './hls-engine.ts';
import type { EngineListener, EngineOptions } from './hls-engine.ts';

/** The player that owns a Video.js instance: asked when a source is opened, told when its engine comes and goes. */
export interface EngineHost extends EngineListener {
  engineOptions(): EngineOptions;
  engineChanged(engine: HlsEngine | undefined): void;
}

/** The type under which Video.js knows HLS. */
export const HLS_TYPE = 'application/x-mpegURL';

const hosts = new Map<string, EngineHost>();
let isRegistered = false;

/**
 * Makes Video.js play HLS through HlsEngine, for the players that have a host.
 *
 * Where the browser has no Media Source Extensions (older iPhones) the answer is "cannot", and Video.js falls
 * back to the browser's own HLS.
 */
export function hostEngine(playerId: string, host: EngineHost): void {
  hosts.set(playerId, host);
  if (isRegistered) return;
  isRegistered = true;
  const canPlayType = (type: string | undefined): '' | 'probably' =>
    Hls.isSupported() && /mpegurl/i.test(type ?? '') ? 'probably' : '';
  videojs.getTech('Html5').registerSourceHandler(
    {
      canPlayType,
      canHandleSource: ({ type }) => canPlayType(type),
      handleSource: ({ src }, tech) => openSource(src, tech),
    },
    0, // before the browser's own
  );
}

/** Forgets a player that is gone. */
export function unhostEngine(playerId: string): void {
  hosts.delete(playerId);
}

function openSource(src: string, tech: VideoJsTech): { dispose(): void } {
  const host = hosts.get(tech.options_.playerId);
  if (host === undefined) throw new Error(`bug: player ${tech.options_.playerId} has no engine host`);
  const engine = new HlsEngine(tech.el(), src, host.engineOptions(), host);
  host.engineChanged(engine);
  return {
    dispose() {
      host.engineChanged(undefined);
      engine.destroy();
    },
  };
}
