import { blocksOf, decodeCaptions, quoted, readTime, unreadable } from './caption-lines.ts';
import type { Cue, NumberedLine } from './cue.ts';
import { cleanCueLine } from './cue-text.ts';

/** More than anybody can read in a day. */
const MAX_CUES = 20_000;
const ARROW = '-->';
const SETTING = /^(vertical|line|position|size|align|region):[\w%.,-]{1,40}$/;

/**
 * Reads WebVTT or SRT; which of them, the first line says. Throws AppError CAPTIONS_UNREADABLE with the number of the line
 * that is wrong.
 */
export function readCaptions(bytes: Uint8Array): Cue[] {
  const text = decodeCaptions(bytes).replace(/^\uFEFF/, '');
  const blocks = blocksOf(text);
  const isWebVtt = /^WEBVTT(?:[ \t\r\n]|$)/.test(text);
  const cues = isWebVtt ? readWebVtt(blocks) : readSrt(blocks);
  if (cues.length === 0) throw unreadable(1, 'the file holds no captions');
  if (cues.length > MAX_CUES) throw unreadable(1, `the file holds more than ${MAX_CUES} captions`);
  // Both formats want them in order; players show what begins first, first.
  return cues.toSorted((a, b) => a.startMs - b.startMs);
}

function readWebVtt(blocks: readonly NumberedLine[][]): Cue[] {
  const [header = [], ...rest] = blocks;
  // A cue right below the first line, without an empty line between, belongs to no header.
  const stray = header.find(({ text }) => text.includes(ARROW));
  if (stray) throw unreadable(stray.number, 'wanted an empty line between WEBVTT and the first caption');
  return rest.flatMap((block) => {
    const first = block[0] as NumberedLine;
    if (/^(NOTE|STYLE|REGION)(\s|$)/.test(first.text) && !first.text.includes(ARROW)) return [];
    return readCue(block, first.text.includes(ARROW) ? 0 : 1);
  });
}

function readSrt(blocks: readonly NumberedLine[][]): Cue[] {
  return blocks.flatMap((block) => {
    const first = block[0] as NumberedLine;
    if (first.text.includes(ARROW)) return readCue(block, 0);
    if (/^\s*\d{1,9}\s*$/.test(first.text)) return readCue(block, 1);
    throw unreadable(first.number, `wanted WEBVTT, the number of a caption, or its times; got ${quoted(first.text)}`);
  });
}

/** `at`: which line of the block has the times. A caption without text is left out. */
function readCue(block: readonly NumberedLine[], at: 0 | 1): Cue[] {
  const timing = block[at];
  const before = block[0] as NumberedLine;
  if (!timing?.text.includes(ARROW)) {
    throw unreadable(
      timing?.number ?? before.number,
      `wanted times such as 00:01.000 --> 00:04.000 below ${quoted(before.text)}`,
    );
  }
  const [start = '', rest = ''] = timing.text.split(ARROW, 2);
  const [end = '', ...settings] = rest.trim().split(/\s+/);
  const startMs = readTime(start.trim(), timing.number);
  const endMs = readTime(end, timing.number);
  if (endMs <= startMs) throw unreadable(timing.number, 'the caption ends before it begins');
  const second = block.slice(at + 1).find(({ text }) => text.includes(ARROW));
  if (second) throw unreadable(second.number, 'wanted an empty line before the next caption');
  const lines = block
    .slice(at + 1)
    .map(({ text }) => cleanCueLine(text))
    .filter((line) => line !== '');
  if (lines.length === 0) return [];
  // Coordinates of SRT (X1:40 …) are no settings.
  const kept = settings.filter((each) => SETTING.test(each) && !each.startsWith('region:'));
  return [{ startMs, endMs, settings: kept.join(' '), lines }];
}
