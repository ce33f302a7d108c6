import { AppError } from '../../kernel/app-error.ts';
import type { NumberedLine } from './cue.ts';

/** Text of a caption file: UTF-8, else what its first bytes say, else Windows' own code for Western Europe. */
export function decodeCaptions(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Runs of lines without an empty one between them. Line ends may be those of any system. */
export function blocksOf(text: string): NumberedLine[][] {
  const blocks: NumberedLine[][] = [];
  let block: NumberedLine[] = [];
  const lines = text.replaceAll('\0', '\uFFFD').split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') block.push({ number: index + 1, text: line });
    else if (block.length > 0) {
      blocks.push(block);
      block = [];
    }
  }
  if (block.length > 0) blocks.push(block);
  return blocks;
}

/** What is said of a line that cannot be read. */
export function unreadable(line: number, why: string): AppError {
  return new AppError('CAPTIONS_UNREADABLE', { message: `Line ${line}: ${why}.` });
}

/** Milliseconds of a time such as 01:02:03.450 or 02:03,450. Throws AppError CAPTIONS_UNREADABLE. */
export function readTime(text: string, line: number): number {
  const [, hours = '0', minutes = '', seconds = '', fraction = ''] =
    /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})$/.exec(text) ?? [];
  if (minutes === '') throw unreadable(line, `wanted a time such as 00:01:02.500, got ${quoted(text)}`);
  if (Number(minutes) > 59 || Number(seconds) > 59) {
    throw unreadable(line, `minutes and seconds go to 59, got ${quoted(text)}`);
  }
  const ms = Number(fraction.padEnd(3, '0'));
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + ms;
}

/** A piece of a file for a message. */
export function quoted(text: string): string {
  const printable = text.trim().replaceAll(/\p{Cc}/gu, '?');
  return `"${printable.length > 40 ? `${printable.slice(0, 40)}…` : printable}"`;
}
