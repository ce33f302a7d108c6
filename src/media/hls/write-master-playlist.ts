import type { PlanBitRates, RenditionBitRates } from '../bit-rate/plan-bit-rates.ts';
import { MediaError } from '../media-error.ts';
import { IFRAME_PLAYLIST_FILE_NAME, PLAYLIST_FILE_NAME } from '../plan/names.ts';
import type { AudioRendition, Plan, VideoRendition } from '../plan/plan.ts';
import { toNumber } from '../rational.ts';
import { writeAttributeList } from './attribute-list.ts';

/** The group that all sound renditions are in. */
const AUDIO_GROUP = 'audio';

/** Apple 9.9: what a viewer on Wi-Fi should start with. */
export const DEFAULT_BITRATE_BPS = 2_000_000;

/**
 * The multivariant playlist.
 *
 * With caps (cells are empty): lowest rendition first, because that one is encoded first; no average, no I-frame
 * playlists. With measured rates: the default rendition first, then ascending, and an I-frame playlist for each.
 * `pathPrefix` stands before the rendition's folder: empty, or a folder that ends in `/`.
 */
export function writeMasterPlaylist(plan: Plan, rates: PlanBitRates, pathPrefix = ''): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const [i, audio] of plan.audio.entries()) {
    lines.push(`#EXT-X-MEDIA:${audioAttributes(plan, audio, i, pathPrefix)}`);
  }
  const inOrder = rates.kind === 'measured' ? defaultFirst(plan, rates) : plan.video;
  for (const video of inOrder) {
    lines.push(`#EXT-X-STREAM-INF:${variantAttributes(plan, video, rates)}`);
    lines.push(`${pathPrefix}${video.id}/${PLAYLIST_FILE_NAME}`);
  }
  for (const video of rates.kind === 'measured' ? plan.video : []) {
    lines.push(`#EXT-X-I-FRAME-STREAM-INF:${iframeAttributes(plan, video, rates, pathPrefix)}`);
  }
  lines.push('');
  return lines.join('\n');
}

function audioAttributes(plan: Plan, audio: AudioRendition, index: number, pathPrefix: string): string {
  const earlier = plan.audio.slice(0, index);
  const namesakes = earlier.filter((other) => other.name === audio.name).length;
  // RFC 8216, 4.3.4.1.1: names differ within a group; of each language one is selected automatically.
  const isFirstOfLanguage = !earlier.some((other) => other.language === audio.language);
  return writeAttributeList({
    TYPE: 'AUDIO',
    'GROUP-ID': { quoted: AUDIO_GROUP },
    LANGUAGE: { quoted: audio.language },
    NAME: { quoted: namesakes === 0 ? audio.name : `${audio.name} (${audio.id})` },
    DEFAULT: index === 0 ? 'YES' : 'NO',
    AUTOSELECT: isFirstOfLanguage ? 'YES' : 'NO',
    CHANNELS: { quoted: '2' },
    URI: { quoted: `${pathPrefix}${audio.id}/${PLAYLIST_FILE_NAME}` },
  });
}

function variantAttributes(plan: Plan, video: VideoRendition, rates: PlanBitRates): string {
  const audioCodecs = plan.audio.map((audio) => codecsOf(plan, audio.id));
  const { peakBps, averageBps } = combinedRates(plan, video, rates);
  return writeAttributeList({
    BANDWIDTH: peakBps,
    'AVERAGE-BANDWIDTH': averageBps,
    CODECS: { quoted: [...new Set([codecsOf(plan, video.id), ...audioCodecs])].join(',') },
    RESOLUTION: `${video.width}x${video.height}`,
    'FRAME-RATE': toNumber(video.frameRate).toFixed(3),
    AUDIO: plan.audio.length > 0 ? { quoted: AUDIO_GROUP } : undefined,
    'CLOSED-CAPTIONS': 'NONE',
  });
}

function iframeAttributes(plan: Plan, video: VideoRendition, rates: PlanBitRates, pathPrefix: string): string {
  const keyFrames = ratesOf(rates, video.id).keyFrames;
  if (!keyFrames) throw new MediaError(`master playlist: wanted measured key frames of ${video.id}, got none`);
  return writeAttributeList({
    BANDWIDTH: keyFrames.peakBps,
    'AVERAGE-BANDWIDTH': keyFrames.averageBps,
    CODECS: { quoted: codecsOf(plan, video.id) },
    RESOLUTION: `${video.width}x${video.height}`,
    URI: { quoted: `${pathPrefix}${video.id}/${IFRAME_PLAYLIST_FILE_NAME}` },
  });
}

/** RFC 8216, 4.3.4.2: the largest sum of any playable combination, so the costliest sound counts. */
function combinedRates(plan: Plan, video: VideoRendition, rates: PlanBitRates): RenditionBitRates {
  const own = ratesOf(rates, video.id);
  const audio = plan.audio.map((rendition) => ratesOf(rates, rendition.id));
  const peakBps = own.peakBps + Math.max(0, ...audio.map((rate) => rate.peakBps));
  if (own.averageBps === undefined) return { peakBps };
  return { peakBps, averageBps: own.averageBps + Math.max(0, ...audio.map((rate) => rate.averageBps ?? 0)) };
}

/** The variant nearest to 2000 kbit/s first (Apple 9.9), the others ascending. */
function defaultFirst(plan: Plan, rates: PlanBitRates): VideoRendition[] {
  const distance = (video: VideoRendition): number =>
    Math.abs(combinedRates(plan, video, rates).peakBps - DEFAULT_BITRATE_BPS);
  const first = plan.video.toSorted((a, b) => distance(a) - distance(b))[0];
  return plan.video.toSorted((a, b) => Number(b === first) - Number(a === first));
}

function ratesOf(rates: PlanBitRates, renditionId: string): RenditionBitRates {
  const found = rates.renditions.get(renditionId);
  if (!found) throw new MediaError(`master playlist: wanted the rates of ${renditionId}, got none`);
  return found;
}

function codecsOf(plan: Plan, renditionId: string): string {
  const init = plan.inits[renditionId];
  if (!init) throw new MediaError(`master playlist: wanted the init of ${renditionId}, got none`);
  return init.codecs;
}
