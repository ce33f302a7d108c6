import { describe, expect, it } from 'vitest';

import { planCaptions } from './caption-plan.ts';
import { cleanWebVtt } from './clean-web-vtt.ts';

const vtt = (...blocks: string[]): string => `WEBVTT\n\n${blocks.join('\n\n')}\n`;

describe('cleanWebVtt', () => {
  it('moves cues to the clock of the video and leaves out what lies outside', () => {
    const text = vtt(
      '00:04.000 --> 00:05.500\nBefore and in',
      '00:07.000 --> 01:00:00.000\nTo the end',
      '00:01.000 --> 00:02.000\nBefore',
    );
    expect(cleanWebVtt(text, 5, 60)).toBe(
      vtt('00:00:00.000 --> 00:00:00.500\nBefore and in', '00:00:02.000 --> 00:01:00.000\nTo the end'),
    );
  });

  it('lets nothing through that a player could take for markup', () => {
    const hostile =
      '<i>Hello</i> <script>alert(1)</script> <img src=x onerror=alert(1)> a < b & c --> d <00:01.000> <v Bob';
    const clean = cleanWebVtt(vtt(`00:01.000 --> 00:02.000 line:0 position:50%\n${hostile}`), 0, 10) ?? '';
    const [, timing, line] = clean.split('\n').filter((each) => each !== '');
    expect(timing).toBe('00:00:01.000 --> 00:00:02.000');
    expect(line).not.toMatch(/[<>]/);
    expect(line).toBe('Hello alert(1)  a &lt; b &amp; c --&gt; d &lt;00:01.000&gt; &lt;v Bob');
  });

  it('takes no styles, notes or regions, and nothing is left of nothing', () => {
    expect(
      cleanWebVtt(
        vtt('STYLE\n::cue { background: url(http://x/) }', 'NOTE hi', '00:01.000 --> 00:01.000\nempty'),
        0,
        9,
      ),
    ).toBeUndefined();
  });

  it('bounds cues and their lines', () => {
    const many = Array.from({ length: 25_000 }, () => `00:01.000 --> 00:02.000\n${'x\n'.repeat(40)}`);
    const blocks = (cleanWebVtt(vtt(...many), 0, 9) ?? '').trim().split('\n\n');
    expect(blocks).toHaveLength(20_001);
    expect(blocks[1]?.split('\n')).toHaveLength(13);
  });
});

describe('planCaptions', () => {
  const plan = (codec: string, title?: string) =>
    planCaptions([{ streamIndex: 2, codec, language: 'eng', ...(title !== undefined && { title }) }], 'mov', 0);

  it('keeps text and nothing else, under names that fit into a menu', () => {
    expect(plan('hdmv_pgs_subtitle')).toBeUndefined();
    expect(plan('constructor')).toBeUndefined();
    expect(plan('subrip')?.tracks).toEqual([{ streamIndex: 2, codec: 'subrip', language: 'en', label: 'en' }]);
    expect(plan('ass', ' For\n the \u202Ehard of hearing')?.tracks[0]?.label).toBe('For the hard of hearing');
  });
});
