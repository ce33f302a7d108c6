/** More than anybody can read in a day. */
const MAX_CUES = 20_000;
/** Lines of one cue and characters of one line: more is no caption. */
const MAX_LINES = 12;
const MAX_LINE_LENGTH = 1000;
const TIMING = /^(?:(\d{1,4}):)?(\d{2}):(\d{2})\.(\d{3}) --> (?:(\d{1,4}):)?(\d{2}):(\d{2})\.(\d{3})(?:\s|$)/;

/**
 * WebVTT as FFmpeg wrote it, moved to the video's own clock and made plain: no tags, no placement, every character that
 * could be markup is written as text (W3C WebVTT, 4.2.2). Undefined when no cue is left.
 */
export function cleanWebVtt(text: string, zeroSeconds: number, durationSeconds: number): string | undefined {
  const cues: string[] = [];
  for (const block of text.replaceAll('\0', '').split(/(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)+/)) {
    const cue = cleanCue(block, Math.round(zeroSeconds * 1000), Math.round(durationSeconds * 1000));
    if (cue !== undefined) cues.push(cue);
    if (cues.length === MAX_CUES) break;
  }
  return cues.length === 0 ? undefined : `${['WEBVTT', ...cues].join('\n\n')}\n`;
}

function cleanCue(block: string, zeroMs: number, durationMs: number): string | undefined {
  const [timing = '', ...texts] = block.split(/\r\n|\r|\n/);
  const match = TIMING.exec(timing);
  if (!match) return undefined;
  const startMs = Math.max(0, millisecondsOf(match.slice(1, 5)) - zeroMs);
  const endMs = Math.min(durationMs, millisecondsOf(match.slice(5, 9)) - zeroMs);
  const lines = texts
    .slice(0, MAX_LINES)
    .map(cleanLine)
    .filter((line) => line !== '');
  if (endMs <= startMs || lines.length === 0) return undefined;
  return [`${timeOf(startMs)} --> ${timeOf(endMs)}`, ...lines].join('\n');
}

/** Tags go, what is left of them is text. */
function cleanLine(line: string): string {
  return line
    .slice(0, MAX_LINE_LENGTH)
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .trim();
}

function millisecondsOf([hours = '0', minutes = '0', seconds = '0', ms = '0']: readonly (
  | string
  | undefined
)[]): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
}

function timeOf(ms: number): string {
  const padded = (value: number, length: number): string => String(Math.floor(value)).padStart(length, '0');
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${padded(hours, 2)}:${padded(minutes, 2)}:${padded(seconds, 2)}.${padded(ms % 1000, 3)}`;
}
