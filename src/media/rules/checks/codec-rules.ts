import { lowestAvcLevel } from '../../avc/level.ts';
import { averageBitrateBps } from '../../bit-rate/segment-bit-rates.ts';
import { rational } from '../../rational.ts';
import type { Found, Rule, RuleOutcome } from '../rule.ts';
import { frameSeconds } from '../timeline.ts';
import type { RenditionFacts, TreeFacts, VideoStreamFacts } from '../tree-facts.ts';

/** H13 to H15: what is inside the streams. */
export const CODEC_RULES: readonly Rule[] = [
  { id: 'H13', title: 'H.264 High at the lowest level that fits, at most 5.2', check: videoPlaysEverywhere },
  { id: 'H14', title: 'progressive, at most 60 frames a second', check: picturesAreProgressive },
  { id: 'H15', title: 'AAC, stereo, 32 to 160 kbit/s', check: soundPlaysEverywhere },
];

const HIGH_PROFILE = 100;
const PROFILE_NAMES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4',
};

interface Stream {
  readonly rendition: RenditionFacts;
  readonly video: VideoStreamFacts;
}

/** The parameter sets of the first readable segment; others that differ are told by F2. */
function videoStreams(tree: TreeFacts): Stream[] {
  return tree.renditions.flatMap((rendition) => {
    const video = rendition.segments.find((segment) => segment.video)?.video?.stream;
    return video ? [{ rendition, video }] : [];
  });
}

function videoPlaysEverywhere(tree: TreeFacts): RuleOutcome {
  const streams = videoStreams(tree);
  if (streams.length === 0) return { notApplicable: 'there is no picture' };
  const found = streams.flatMap(streamFindings);
  const levels = streams.flatMap(({ video }) => (video.levelIdc === undefined ? [] : [video.levelIdc]));
  if (levels.length > 0 && Math.min(...levels) > 41) {
    found.push({ severity: 'should', message: 'wanted some rendition at level 4.1 or lower, got none' });
  }
  return found;
}

function streamFindings({ rendition, video }: Stream): Found[] {
  const { profileIdc, levelIdc, width, height, referenceFrames } = video;
  const { id } = rendition;
  if (profileIdc === undefined || levelIdc === undefined) {
    return [{ severity: 'should', rendition: id, message: `wanted H.264, got ${video.codecs}` }];
  }
  const found: Found[] = [];
  if (profileIdc !== HIGH_PROFILE) {
    const got = PROFILE_NAMES[profileIdc] ?? `profile ${profileIdc}`;
    // Above High begins what most hardware cannot decode; below only costs bytes.
    const severity = profileIdc > HIGH_PROFILE ? 'must' : 'should';
    found.push({ severity, rendition: id, message: `wanted H.264 High, got ${got}` });
  }
  if (levelIdc > 52) {
    found.push({ severity: 'must', rendition: id, message: `wanted level 5.2 at most, got ${levelName(levelIdc)}` });
  }
  const frame = frameSeconds(rendition);
  if (width === undefined || height === undefined || frame === 0) return found;
  const fitting = lowestAvcLevel({
    width,
    height,
    frameRate: rational(Math.round(1000 / frame), 1000),
    maxBitrateBps: 0,
    bufferBits: 0,
    referenceFrames: referenceFrames ?? 1,
  });
  if (fitting === undefined) return found;
  if (levelIdc < levelOf(fitting)) {
    const message = `wanted level ${fitting} for ${width}x${height}, got ${levelName(levelIdc)}, which is too low`;
    found.push({ severity: 'must', rendition: id, message });
  } else if (levelIdc > levelOf(fitting)) {
    const message = `level ${fitting} fits the picture, the stream says ${levelName(levelIdc)} (a higher cap of the bit rate may need it)`;
    found.push({ severity: 'note', rendition: id, message });
  }
  return found;
}

function levelOf(name: string): number {
  return Math.round(Number(name) * 10);
}

function levelName(levelIdc: number): string {
  return (levelIdc / 10).toFixed(1);
}

function picturesAreProgressive(tree: TreeFacts): RuleOutcome {
  const streams = videoStreams(tree);
  if (streams.length === 0) return { notApplicable: 'there is no picture' };
  return streams.flatMap(({ rendition, video }): Found[] => {
    const found: Found[] = [];
    if (video.isProgressive === false) {
      found.push({ severity: 'must', rendition: rendition.id, message: 'wanted progressive pictures, got fields' });
    }
    const frame = frameSeconds(rendition);
    const rate = frame > 0 ? 1 / frame : 0;
    if (rate > 60.5) {
      const message = `wanted at most 60 frames a second, got ${rate.toFixed(2)}`;
      found.push({ severity: 'must', rendition: rendition.id, message });
    }
    return found;
  });
}

function soundPlaysEverywhere(tree: TreeFacts): RuleOutcome {
  const sounds = tree.renditions.flatMap((rendition) => {
    const audio = rendition.segments.find((segment) => segment.audio)?.audio?.stream;
    return audio ? [{ rendition, audio }] : [];
  });
  if (sounds.length === 0) return { notApplicable: 'there is no sound' };
  return sounds.flatMap(({ rendition, audio }): Found[] => {
    const { id } = rendition;
    const found: Found[] = [];
    if (!audio.codecs.startsWith('mp4a.40.')) {
      found.push({ severity: 'should', rendition: id, message: `wanted AAC, got ${audio.codecs}` });
    }
    if (audio.channels !== undefined && audio.channels !== 2) {
      found.push({ severity: 'should', rendition: id, message: `wanted stereo, got ${audio.channels} channels` });
    }
    return [...found, ...soundRateFindings(rendition)];
  });
}

/** In muxed segments the sound's own rate is not measured. */
function soundRateFindings(rendition: RenditionFacts): Found[] {
  if (rendition.kind !== 'audio') return [];
  const sizes = rendition.segments.flatMap(({ sizeBytes, durationSeconds }) =>
    sizeBytes === undefined ? [] : [{ sizeBytes, durationSeconds }],
  );
  const average = averageBitrateBps(sizes);
  const text = `wanted 32 to 160 kbit/s, got ${(average / 1000).toFixed(0)} kbit/s`;
  // Container bytes come on top of the sound's own; silence costs almost nothing.
  if (average > 170_000) return [{ severity: 'should', rendition: rendition.id, message: text }];
  if (average > 0 && average < 32_000) return [{ severity: 'note', rendition: rendition.id, message: text }];
  return [];
}
