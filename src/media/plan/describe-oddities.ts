import { isTextSubtitle } from '../captions/caption-plan.ts';
import type { MediaFacts } from '../facts/media-facts.ts';
import { toNumber } from '../rational.ts';

/** Containers round; a file that lacks more than this and a hundredth of its length is cut off. */
const LACKING_SECONDS = 2;

/** More than this many frames a second are halved, or divided further. */
const HIGHEST_RATE = 60;

/**
 * What is odd about a source and was accepted, in plain sentences for the instructor. What depends on the plan (variable
 * frame rate, HDR, deinterlacing) is told where that is decided.
 */
export function describeOddities(facts: MediaFacts, spanSeconds: number): string[] {
  const { video, audio, claimedDuration, subtitles = [] } = facts;
  const notes: string[] = [];
  // Muxers count a Matroska segment's Duration (RFC 9559, section 5.1.2.10) from its timestamp 0, not from the first block.
  const before = /\bmatroska\b/.test(facts.container) ? toNumber(facts.startTime) : 0;
  const claimed = claimedDuration ? toNumber(claimedDuration) - Math.max(0, before) : 0;
  const lacking = claimed - spanSeconds;
  if (lacking > LACKING_SECONDS + claimed / 100) {
    const seconds = (value: number): string => value.toFixed(1);
    notes.push(
      `The file says that it lasts ${seconds(claimed)} s, but only ${seconds(spanSeconds)} s are in it: it may be cut off.`,
    );
  }
  if (video?.dolbyVision) notes.push('Dolby Vision: the picture that every player can show was used.');
  if (video && bitsPerColour(video.pixelFormat) > 8) {
    notes.push(`${bitsPerColour(video.pixelFormat)} bits per colour, made 8.`);
  }
  const rate = video?.timing.constantRate;
  if (rate && toNumber(rate) > HIGHEST_RATE * 1.01) {
    notes.push(`${round2(toNumber(rate))} frames per second, made fewer: at most ${HIGHEST_RATE}.`);
  }
  const surround = audio.filter((track) => track.channels > 2).length;
  if (surround > 0) notes.push('Surround sound, mixed down to stereo.');
  const lost = subtitles.filter(({ codec }) => !isTextSubtitle(codec)).map(({ codec }) => codec);
  if (lost.length > 0) {
    notes.push(
      `Subtitles that are no text (${[...new Set(lost)].join(', ')}) were not taken over: upload them as captions.`,
    );
  }
  return notes;
}

/** FFmpeg's names say it: `yuv420p10le`, `p010le`, `gbrp12be`. */
function bitsPerColour(pixelFormat = ''): number {
  const [, planar, semiPlanar] = /p(9|1[0-6])(?:le|be)?$|^p[0-4](1[0-6])(?:le|be)?$/.exec(pixelFormat) ?? [];
  return Number(planar ?? semiPlanar ?? 8);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
