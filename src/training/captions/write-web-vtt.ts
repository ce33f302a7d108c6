import type { Cue } from './cue.ts';

/** Captions as WebVTT, whatever they came from. */
export function writeWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, settings, lines }) => {
    const timing = `${timeOf(startMs)} --> ${timeOf(endMs)}${settings === '' ? '' : ` ${settings}`}`;
    return [timing, ...lines].join('\n');
  });
  return `${['WEBVTT', ...blocks].join('\n\n')}\n`;
}

function timeOf(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}
