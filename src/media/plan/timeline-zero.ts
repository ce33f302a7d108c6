import type { FrameTiming } from '../facts/frame-timing.ts';
import type { MediaFacts } from '../facts/media-facts.ts';
import { MediaError } from '../media-error.ts';
import {
  add,
  compare,
  divide,
  floor,
  max,
  min,
  multiply,
  type Rational,
  rational,
  round,
  subtract,
} from '../rational.ts';

/** At most this much sound is cut off at the beginning; it is mostly the encoder's padding. */
const MAX_CUT_SOUND = rational(1, 20);

/** Share of a frame by which times may be off without another frame being counted: containers round. */
const ROUNDING = rational(1, 50);

/**
 * The time on the container's clock that becomes zero for picture and sound alike, so that both keep their distance.
 *
 * It is where the first of them begins, moved by less than a frame so that the picture's frames fall exactly on the grid
 * (half a frame off, one frame would be rounded up and the next one down): later where that cuts off next to nothing of
 * the sound, else earlier. Throws MediaError when there is neither picture nor sound.
 */
export function timelineZero(facts: MediaFacts, rate: Rational): Rational {
  const { video } = facts;
  const starts = [video?.timing.startTime, ...facts.audio.map((track) => track.timing.startTime)];
  const [one, ...others] = starts.filter((start) => start !== undefined);
  if (!one) throw new MediaError('plan: wanted a picture or a sound stream, got neither');
  // Priming samples lie before the container's own start and are not heard.
  const first = max(facts.startTime, others.reduce(min, one));
  if (!video) return first;

  const start = onOwnGrid(video.timing, rate);
  if (compare(subtract(start, first), MAX_CUT_SOUND) <= 0) return start;
  const framesBefore = multiply(subtract(start, first), rate);
  const whole = floor(add(framesBefore, ROUNDING));
  const cut = divide(subtract(framesBefore, rational(whole)), rate);
  const frames = compare(cut, MAX_CUT_SOUND) <= 0 ? whole : whole + 1;
  return subtract(start, divide(rational(frames), rate));
}

/** Where the first frame would begin if it were as regular as the ones in the middle. */
function onOwnGrid({ startTime, phaseTime }: FrameTiming, rate: Rational): Rational {
  if (!phaseTime) return startTime;
  const frames = round(multiply(subtract(phaseTime, startTime), rate));
  return subtract(phaseTime, divide(rational(frames), rate));
}
