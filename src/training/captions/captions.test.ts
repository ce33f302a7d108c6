import { describe, expect, it } from 'vitest';

import { readCaptions } from './read-captions.ts';
import { writeWebVtt } from './write-web-vtt.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const converted = (text: string): string => writeWebVtt(readCaptions(bytes(text)));
const complaint = (text: string): string => {
  try {
    readCaptions(bytes(text));
  } catch (error) {
    expect(error).toMatchObject({ code: 'CAPTIONS_UNREADABLE' });
    return (error as Error).message;
  }
  return 'was read';
};

describe('caption files', () => {
  it('become WebVTT from SRT of any system', () => {
    const srt =
      '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\nGrüß Gott &\r\n<font color="red">alle</font> <i>da</i>\r\n\r\n2\r\n00:01:00,5 --> 01:00:00,000 X1:40 X2:600\r\n{\\an8}1 < 2 --> 3\r\n';
    expect(converted(srt.replace('1 < 2 --> 3', '1 < 2'))).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nGrüß Gott &amp;\nalle <i>da</i>\n\n00:01:00.500 --> 01:00:00.000\n1 &lt; 2\n',
    );
    expect(complaint(srt)).toBe('Line 8: wanted an empty line before the next caption.');
  });

  it('keep what matters of WebVTT and lose the rest', () => {
    const vtt =
      'WEBVTT - made by hand\nKind: captions\n\nNOTE no\nmatter\n\nSTYLE\n::cue { background: url(https://evil.example) }\n\nintro\n00:05.000 --> 00:06.000 align:start position:10% region:x evil:<b>\n<v Roger Bingham>Hello</v> <script>alert(1)</script>\n\n00:01.000 --> 00:02.000\nFirst\n';
    expect(converted(vtt)).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nFirst\n\n00:00:05.000 --> 00:00:06.000 align:start position:10%\n<v Roger Bingham>Hello</v> alert(1)\n',
    );
    expect(converted(converted(vtt))).toBe(converted(vtt));
  });

  it('are read in the codes that old programs write', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\nÄrger\n';
    const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);
    const latin = new Uint8Array(Buffer.from(text, 'latin1'));
    for (const each of [utf16, latin]) expect(readCaptions(each)[0]?.lines).toEqual(['Ärger']);
  });

  it.each([
    ['', 'Line 1: the file holds no captions.'],
    ['WEBVTT\n', 'Line 1: the file holds no captions.'],
    ['%PDF-1.7 whatever', 'Line 1: wanted WEBVTT, the number of a caption, or its times; got "%PDF-1.7 whatever".'],
    ['WEBVTT\n00:01.000 --> 00:02.000\nx', 'Line 2: wanted an empty line between WEBVTT and the first caption.'],
    ['WEBVTT\n\n00:01.000 --> 00:00.500\nx', 'Line 3: the caption ends before it begins.'],
    ['WEBVTT\n\n00:01 --> 00:02\nx', 'Line 3: wanted a time such as 00:01:02.500, got "00:01".'],
    ['WEBVTT\n\n00:61.000 --> 01:02.000\nx', 'Line 3: minutes and seconds go to 59, got "00:61.000".'],
    ['WEBVTT\n\nid\nno times', 'Line 4: wanted times such as 00:01.000 --> 00:04.000 below "id".'],
    [
      '1\n00:00:01,000 --> 00:00:02,000\nx\n2\n00:00:03,000 --> 00:00:04,000\ny',
      'Line 5: wanted an empty line before the next caption.',
    ],
  ])('are refused with the line that is wrong: %j', (text, message) => {
    expect(complaint(text)).toBe(message);
  });

  it('are read or refused in no time, whatever they hold', () => {
    const seeds = ['WEBVTT\n\n00:01.000 --> 00:02.000\n', '1\n00:00:01,000 --> 00:00:02,000\n'];
    const junk = [
      '<'.repeat(50_000),
      '{\\'.repeat(50_000),
      '<b '.repeat(50_000),
      '&#'.repeat(50_000),
      '\0\uE0001\uE001',
      '<b.'.repeat(30_000),
    ];
    const begun = performance.now();
    for (const seed of seeds) {
      for (const each of junk) expect(converted(`${seed}${each}x\n`)).toMatch(/^WEBVTT\n\n00:00:01\.000/);
      for (let cut = 0; cut < seed.length; cut++) complaint(seed.slice(cut));
    }
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
