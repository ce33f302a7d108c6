import { describe, expect, it } from 'vitest';
import { parsePreferences } from './preferences.ts';

const defaults = { volume: 1, isMuted: false, speed: 1, quality: 'auto', captions: '', sound: '' };

describe('parsePreferences', () => {
  it('gives back what was saved', () => {
    const saved = { volume: 0.4, isMuted: true, speed: 1.5, quality: 360, captions: 'de', sound: 'fr' };
    expect(parsePreferences(JSON.stringify(saved))).toEqual(saved);
  });

  it.each([null, '', 'no json', 'null', '7', '[]', '{"volume":7,"speed":99,"quality":"best","isMuted":"yes"}'])(
    'falls back to the defaults for %s',
    (text) => {
      expect(parsePreferences(text)).toEqual(defaults);
    },
  );
});
