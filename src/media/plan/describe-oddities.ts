import { isTextSubtitle } from '../captions/caption-plan.ts';
import { clockText } from '../clock-text.ts';
import type { MediaFacts } from '../facts/media-facts.ts';
import { holesOnTimeline } from '../facts/sound-holes.ts';
import { toNumber } from '../rational.ts';
import { MAX_SOUND_TRACKS } from './plan-audio.ts';

/** Containers round; a file that lacks more than this and a hundredth of its length is cut off. */
const LACKING_SECONDS = 2;

/** So many are told one by one. */
const TOLD_HOLES = 5;

/** More than this many frames a second are halved, or divided further. */
const HIGHEST_RATE = 60;

/**
 * What is odd about a source and was accepted, in plain sentences for the instructor. What depends on the plan (variable
 * frame rate, HDR, deinterlacing) is told where that is decided. The timeline begins at `zeroSeconds` of the container's
 * clock and lasts `spanSeconds`.
 */
export function describeOddities(facts: MediaFacts, spanSeconds: number, zeroSeconds = 0): string[] {
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
  if (facts.otherPictureCount !== undefined) {
    const count = facts.otherPictureCount + 1;
    notes.push(
      `The file holds ${count} pictures: the main one was used. Export the others by themselves to show them.`,
    );
  }
  if (audio.length > MAX_SOUND_TRACKS) {
    notes.push(`The file holds ${audio.length} sound tracks: ${MAX_SOUND_TRACKS} of them were used.`);
  }
  const surround = audio.filter((track) => track.channels > 2).length;
  if (surround > 0) notes.push('Surround sound, mixed down to stereo.');
  notes.push(...missingSound(facts, zeroSeconds, spanSeconds));
  const lost = subtitles.filter(({ codec }) => !isTextSubtitle(codec)).map(({ codec }) => codec);
  if (lost.length > 0) {
    notes.push(
      `Subtitles that are no text (${[...new Set(lost)].join(', ')}) were not taken over: upload them as captions.`,
    );
  }
  return notes;
}

/** Where packets of sound are not in the file: it is silent there, and the rest keeps its place. */
function missingSound({ audio }: MediaFacts, zeroSeconds: number, spanSeconds: number): string[] {
  return audio.flatMap(({ timing }, i) => {
    const what = audio.length > 1 ? `sound track ${i + 1}` : 'the sound';
    const holes = holesOnTimeline(timing.holes ?? [], zeroSeconds, spanSeconds);
    const told = holes.slice(0, TOLD_HOLES).map(({ startSeconds, durationSeconds }) => {
      const seconds = durationSeconds.toFixed(1);
      return `${seconds} s of ${what} are missing in the file at ${clockText(startSeconds)}: it is silent there.`;
    });
    const rest = holes.slice(TOLD_HOLES);
    if (rest.length === 0) return told;
    const restSeconds = rest.reduce((sum, hole) => sum + hole.durationSeconds, 0).toFixed(0);
    return [...told, `${rest.length} more stretches of ${what} are missing, ${restSeconds} s together.`];
  });
}

/** FFmpeg's names say it: `yuv420p10le`, `p010le`, `gbrp12be`. */
function bitsPerColour(pixelFormat = ''): number {
  const [, planar, semiPlanar] = /p(9|1[0-6])(?:le|be)?$|^p[0-4](1[0-6])(?:le|be)?$/.exec(pixelFormat) ?? [];
  return Number(planar ?? semiPlanar ?? 8);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
