import { describe, expect, it } from 'vitest';

import { languageName, trackLabels } from './track-label.ts';

describe('labels of tracks', () => {
  it('are languages in the words of the viewer', () => {
    const tracks = [
      { name: 'en 1', language: 'en' },
      { name: 'de 2', language: 'de' },
    ];
    expect(trackLabels(tracks, ['en-GB'])).toEqual(['English', 'German']);
    expect(trackLabels(tracks, ['fr'])).toEqual(['Anglais', 'Allemand']);
  });

  it('keep a title, and a number where two would be the same', () => {
    const tracks = [
      { name: 'en 1', language: 'en' },
      { name: 'en 2', language: 'en' },
      { name: 'For the blind', language: 'en' },
      { name: 'Audio 4', language: 'und' },
    ];
    expect(trackLabels(tracks, ['en'])).toEqual(['English (1)', 'English (2)', 'English: For the blind', 'Audio 4']);
  });

  it('fall back to the tag', () => {
    expect(languageName('qaa', ['en'])).toBe('Qaa');
    expect(languageName('no tag!', ['en'])).toBe('no tag!');
  });
});
