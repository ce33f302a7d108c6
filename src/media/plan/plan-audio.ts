import { languageTag, unlikeOthers } from './track-names.ts';
import type { AudioFacts } from '../facts/media-facts.ts';
import { holesOnTimeline } from '../facts/sound-holes.ts';
import { gridDuration, type Grid } from '../grid/grid.ts';
import { SAMPLES_PER_FRAME } from '../grid/audio-grid.ts';
import { multiply, rational, type Rational, round, toNumber } from '../rational.ts';
import type { AudioRendition } from './plan.ts';

/** AAC-LC stereo, hls-rules.md H15. */
const ENCODED_BITRATE_BPS = 128_000;
/** Above this a copy would cost the weakest connections more than it saves (H15). */
const HIGHEST_COPIED_BITRATE_BPS = 160_000;
/** More sound tracks than any real recording has; the rest are left out, and that is told. */
export const MAX_SOUND_TRACKS = 8;

/** One audio rendition for each sound track of the source, the default one first. */
export function planAudio(tracks: readonly AudioFacts[], grid: Grid, zeroTime: Rational): AudioRendition[] {
  const names = new Set<string>();
  return tracks
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .slice(0, MAX_SOUND_TRACKS)
    .map((track, i) => {
      const copied = copiedFramePhase(track, grid, zeroTime);
      const language = languageTag(track.language);
      const holes = holesOnTimeline(track.timing.holes ?? [], toNumber(zeroTime), toNumber(gridDuration(grid)));
      return {
        id: i === 0 ? 'audio' : `audio-${i + 1}`,
        streamIndex: track.streamIndex,
        mode: copied === undefined ? 'encode' : 'copy',
        sampleRate: copied !== undefined || track.sampleRate === 44_100 ? track.sampleRate : 48_000,
        firstFrameSample: copied ?? 0,
        ...(track.channels > 2 && { isMixedDown: true }),
        bitrateBps: copied === undefined ? ENCODED_BITRATE_BPS : (track.bitrateBps ?? ENCODED_BITRATE_BPS),
        packetGrid: track.timing.packetGrid,
        ...(holes.length > 0 && { holes }),
        zeroTime,
        language,
        name: unlikeOthers(trackName(track, language, i, tracks.length), names),
      };
    });
}

/**
 * Where frame 0 of a copied track begins, -1023 to 0; undefined when the track must be encoded: it is not AAC-LC stereo
 * of at most 160 kbit/s, packets are missing, or it does not cover the whole timeline.
 */
function copiedFramePhase(track: AudioFacts, grid: Grid, zeroTime: Rational): number | undefined {
  const { gaplessStartSample: start, packetCount } = track.timing;
  const isSuitable =
    track.codec === 'aac' &&
    track.profile === 'LC' &&
    track.channels === 2 &&
    (track.sampleRate === 44_100 || track.sampleRate === 48_000) &&
    track.bitrateBps !== undefined &&
    track.bitrateBps <= HIGHEST_COPIED_BITRATE_BPS;
  if (!isSuitable || start === undefined) return undefined;
  const firstSample = start - round(multiply(zeroTime, rational(track.sampleRate)));
  const endSample = firstSample + packetCount * SAMPLES_PER_FRAME;
  if (firstSample > 0 || endSample < toNumber(gridDuration(grid)) * track.sampleRate) return undefined;
  const phase = ((firstSample % SAMPLES_PER_FRAME) + SAMPLES_PER_FRAME) % SAMPLES_PER_FRAME;
  return phase === 0 ? 0 : phase - SAMPLES_PER_FRAME;
}

function trackName(track: AudioFacts, language: string, index: number, total: number): string {
  // A quoted-string may hold neither quotes nor line breaks (RFC 8216, 4.2).
  const title = track.title
    ?.replace(/["\p{Cc}]/gu, ' ')
    .trim()
    .slice(0, 80);
  if (title) return title;
  if (language !== 'und') return total > 1 ? `${language} ${index + 1}` : language;
  return total > 1 ? `Audio ${index + 1}` : 'Audio';
}
