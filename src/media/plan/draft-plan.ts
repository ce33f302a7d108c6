import { lowestAvcLevel } from '../avc/level.ts';
import { displaySize } from '../facts/display-size.ts';
import type { MediaFacts } from '../facts/media-facts.ts';
import { DEFAULT_GRID_POLICY, type GridPolicy, makeGrid } from '../grid/grid.ts';
import { outputFrameRate, takesHalfRate } from '../grid/output-frame-rate.ts';
import { chooseRenditions, type RenditionSize } from '../ladder/choose-renditions.ts';
import { DEFAULT_RUNGS } from '../ladder/ladder.ts';
import { MediaError } from '../media-error.ts';
import {
  add,
  compare,
  divide,
  max,
  multiply,
  type Rational,
  rational,
  round,
  subtract,
  toNumber,
} from '../rational.ts';
import { planAudio } from './plan-audio.ts';
import { planChunks } from './plan-chunks.ts';
import { describeOddities } from './describe-oddities.ts';
import { encoderSettings } from './encoder-settings.ts';
import { planPicture } from './plan-picture.ts';
import { timelineZero } from './timeline-zero.ts';
import type { Economy, FramesPicture, PlanDraft, VideoRendition } from './plan.ts';

/** What an operator or the command line may choose. */
export interface PlanPolicy {
  /** Rungs by short side in pixels. */
  readonly shortSides: readonly number[];
  readonly grid: GridPolicy;
  readonly economy: Economy;
}

/** What is used when nothing is set. */
export const DEFAULT_PLAN_POLICY: PlanPolicy = {
  shortSides: DEFAULT_RUNGS,
  grid: DEFAULT_GRID_POLICY,
  economy: 'balanced',
};

/** Sound that goes on this much longer than the picture is kept: the last picture stays. Less is encoder padding. */
const SOUND_TAIL_SECONDS = rational(1, 2);

/** An audio lesson's picture: few frames, so that it costs almost nothing. */
const STILL_RATE = rational(5);
const STILL_SIZE = { width: rational(640), height: rational(360), aspect: rational(16, 9) };

/**
 * Decides everything about an encode from a source's facts: pure, and the same for the same facts.
 *
 * Throws MediaError when there is neither picture nor sound.
 */
export function draftPlan(facts: MediaFacts, demuxer: string, policy: PlanPolicy): PlanDraft {
  const notes: string[] = [];
  const output = facts.video ? outputFrameRate(facts.video) : { rate: STILL_RATE, isSourceConstant: true };
  const size = facts.video ? displaySize(facts.video) : STILL_SIZE;
  const sizes = chooseRenditions(size, facts.video ? policy.shortSides : [360]);
  const hasHalfRate = sizes.some((rendition) => takesHalfRate(output.rate, shortSide(rendition)));
  const zero = timelineZero(facts, output.rate);
  const span = timelineSpan(facts, zero, notes);
  const end = Math.max(1, round(multiply(span, output.rate)));
  const grid = makeGrid(output.rate, end, policy.grid, hasHalfRate);

  if (facts.video && !output.isSourceConstant) {
    notes.push(`Variable frame rate, made constant at ${toNumber(output.rate)} frames per second.`);
  }
  const picture = facts.video ? planPicture(facts.video, zero, facts.startTime, notes) : ({ kind: 'still' } as const);
  if (!facts.video) notes.push('No picture in the file: an audio lesson with a plain picture.');
  notes.push(...describeOddities(facts, toNumber(span), toNumber(zero)));
  const keyFrames = picture.kind === 'frames' ? timelineKeyFrames(picture, facts.startTime) : [];
  return {
    formatVersion: 1,
    containerStart: facts.startTime,
    demuxer,
    grid,
    sourceSeconds: toNumber(span),
    picture,
    video: videoRenditions(sizes, output.rate),
    audio: planAudio(facts.audio, grid, zero),
    chunks: planChunks(grid, keyFrames).chunks,
    encoder: encoderSettings(policy.economy, bitsPerPixel(facts, output.rate)),
    notes,
  };
}

/** How many bits the source spends on a pixel of a frame; its sound counts too, which is little. */
function bitsPerPixel({ video, bitrateBps }: MediaFacts, rate: Rational): number | undefined {
  if (!video || bitrateBps === undefined) return undefined;
  return bitrateBps / (video.width * video.height * toNumber(rate));
}

/** Key frames on the timeline's own clock, seconds. */
export function timelineKeyFrames(picture: FramesPicture, containerStart: Rational): number[] {
  const shift = toNumber(subtract(picture.zeroTime, containerStart));
  return picture.keyFrameTimes.map((time) => time - shift);
}

/** Length of the timeline in seconds. */
function timelineSpan(facts: MediaFacts, zero: Rational, notes: string[]): Rational {
  const videoSeconds = facts.video ? subtract(facts.video.timing.endTime, zero) : rational(0);
  const soundSeconds = facts.audio.reduce(
    (longest, track) => max(longest, subtract(track.timing.endTime, zero)),
    rational(0),
  );
  const soundGoesOn = compare(soundSeconds, add(videoSeconds, SOUND_TAIL_SECONDS)) > 0;
  if (facts.video && soundGoesOn) {
    const seconds = toNumber(subtract(soundSeconds, videoSeconds)).toFixed(1);
    notes.push(`The sound goes on ${seconds} s after the picture ends: the last picture stays.`);
  }
  return soundGoesOn ? soundSeconds : videoSeconds;
}

/** Renditions that H.264 can carry: a picture of three screens side by side at 60 frames a second may fit in none of the upper ones. */
function videoRenditions(sizes: readonly RenditionSize[], rate: Rational): VideoRendition[] {
  const renditions = sizes.map((size) => videoRendition(size, rate)).filter((rendition) => rendition !== undefined);
  if (renditions.length > 0) return renditions;
  const [lowest] = sizes;
  throw new MediaError(`plan: no H.264 level up to 5.2 fits ${lowest?.width}x${lowest?.height}`);
}

function videoRendition(size: RenditionSize, rate: Rational): VideoRendition | undefined {
  const isHalfRate = takesHalfRate(rate, shortSide(size));
  const frameRate = isHalfRate ? divide(rate, rational(2)) : rate;
  // H.264 players are told peaks a little above the ladder's cap; the buffer of 1.5 s is what the cap was measured with.
  const maxrateBps = Math.round(size.maxBitrateBps * 1.07);
  const bufferBits = Math.round(size.maxBitrateBps * 1.5);
  const level = lowestAvcLevel({
    width: size.width,
    height: size.height,
    frameRate,
    maxBitrateBps: maxrateBps,
    bufferBits,
    referenceFrames: REFERENCE_FRAMES,
  });
  if (!level) return undefined;
  // Whole ticks a frame: numerators below 10,000 (25, 30) are made fine enough for players that round.
  const factor = frameRate.num >= 10_000 ? 1 : 1000;
  return {
    id: size.id,
    width: size.width,
    height: size.height,
    frameRate,
    isHalfRate,
    maxrateBps,
    bufferBits,
    level,
    timescale: frameRate.num * factor,
    frameTicks: frameRate.den * factor,
  };
}

/** The most that any preset we use keeps (medium: 3). */
const REFERENCE_FRAMES = 3;

function shortSide(size: RenditionSize): number {
  return Math.min(size.width, size.height);
}
