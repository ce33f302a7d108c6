import type { QualityChoice } from './engine/quality.ts';

/** What a viewer set once and expects to find again in the next video. */
export interface Preferences {
  /** 0 to 1. */
  readonly volume: number;
  readonly isMuted: boolean;
  readonly speed: number;
  readonly quality: QualityChoice;
  /** Language of the captions that are shown; empty: none are. */
  readonly captions: string;
  /** Language of the sound; empty: what a video begins with. */
  readonly sound: string;
}

/** Speeds of the menu and of the keys < and >. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

const KEY = 'lectern-player';
const DEFAULTS: Preferences = { volume: 1, isMuted: false, speed: 1, quality: 'auto', captions: '', sound: '' };

/** Reads what was remembered; anything odd or forbidden storage gives the defaults. */
export function readPreferences(): Preferences {
  try {
    return parsePreferences(localStorage.getItem(KEY));
  } catch {
    return DEFAULTS;
  }
}

/** Remembers a change; without storage (private windows) it holds for this page only. */
export function savePreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readPreferences(), ...change }));
  } catch {
    // Nothing to do: remembering is a convenience.
  }
}

/** Trusts nothing: another version of the player or a browser extension may have written the text. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '{}');
  } catch {
    return DEFAULTS;
  }
  if (typeof stored !== 'object' || stored === null) return DEFAULTS;
  const { volume, isMuted, speed, quality, captions, sound } = stored as Partial<Record<keyof Preferences, unknown>>;
  return {
    volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
    isMuted: isMuted === true,
    speed: SPEEDS.find((known) => known === speed) ?? DEFAULTS.speed,
    quality: typeof quality === 'number' && quality > 0 ? quality : 'auto',
    captions: typeof captions === 'string' ? captions.slice(0, 35) : DEFAULTS.captions,
    sound: typeof sound === 'string' ? sound.slice(0, 35) : DEFAULTS.sound,
  };
}
