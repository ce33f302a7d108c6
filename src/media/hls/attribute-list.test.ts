import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { readAttributeList, writeAttributeList } from './attribute-list.ts';

describe('attribute lists', () => {
  it('reads commas and equals signs inside quotes as text', () => {
    const list = readAttributeList('BANDWIDTH=1280000,CODECS="avc1.64001f,mp4a.40.2",URI="a?b=c",X=1x2', 'test');
    expect([...list]).toEqual([
      ['BANDWIDTH', '1280000'],
      ['CODECS', 'avc1.64001f,mp4a.40.2'],
      ['URI', 'a?b=c'],
      ['X', '1x2'],
    ]);
  });

  it('keeps the first of two attributes with one name', () => {
    expect(readAttributeList('A=1,A=2', 'test').get('A')).toBe('1');
  });

  it.each(['NAME', 'NAME="open', 'A=1,B', ','])('refuses %j', (text) => {
    expect(() => readAttributeList(text, 'line 3')).toThrow(/^line 3: wanted/);
  });

  it('refuses more attributes than any tag has', () => {
    const text = Array.from({ length: 10_000 }, (_, i) => `A${i}=1`).join(',');
    expect(() => readAttributeList(text, 'line 3')).toThrow('at most 200');
  });

  it('reads back what was written', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9-]{0,12}$/);
    const quoted = fc.string().map((text) => text.replaceAll(/["\r\n]/g, ''));
    fc.assert(
      fc.property(fc.dictionary(name, quoted, { maxKeys: 12 }), (values) => {
        const attributes = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, { quoted: text }]));
        const read = readAttributeList(writeAttributeList(attributes), 'test');
        expect(Object.fromEntries(read)).toEqual({ ...values });
      }),
    );
  });

  it('never throws anything but MediaError', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          readAttributeList(text, 'test');
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});
