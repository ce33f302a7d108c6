/** What a key asks for. */
export type Shortcut =
  | { readonly kind: 'seek-by'; readonly seconds: number }
  | { readonly kind: 'seek-to'; readonly share: number }
  | { readonly kind: 'volume-by'; readonly share: number }
  | { readonly kind: 'speed-step'; readonly step: 1 | -1 }
  | {
      readonly kind:
        | 'toggle-play'
        | 'toggle-mute'
        | 'toggle-fullscreen'
        | 'toggle-picture-in-picture'
        | 'toggle-captions'
        | 'toggle-stats'
        | 'toggle-help'
        | 'close';
    };

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Where the focus is, since a key already has a meaning on some controls. */
export type FocusPlace = 'text' | 'button' | 'slider' | 'menu' | 'elsewhere';

const BY_KEY: Record<string, Shortcut> = {
  ' ': { kind: 'toggle-play' },
  k: { kind: 'toggle-play' },
  arrowleft: { kind: 'seek-by', seconds: -5 },
  arrowright: { kind: 'seek-by', seconds: 5 },
  j: { kind: 'seek-by', seconds: -10 },
  l: { kind: 'seek-by', seconds: 10 },
  arrowup: { kind: 'volume-by', share: 0.1 },
  arrowdown: { kind: 'volume-by', share: -0.1 },
  m: { kind: 'toggle-mute' },
  f: { kind: 'toggle-fullscreen' },
  p: { kind: 'toggle-picture-in-picture' },
  c: { kind: 'toggle-captions' },
  s: { kind: 'toggle-stats' },
  '<': { kind: 'speed-step', step: -1 },
  '>': { kind: 'speed-step', step: 1 },
  '?': { kind: 'toggle-help' },
  escape: { kind: 'close' },
};

/** The shortcut of a key press, or undefined where the key belongs to the browser or to the focused control. */
export function shortcutFor(press: KeyPress, place: FocusPlace): Shortcut | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || place === 'text') return undefined;
  const key = press.key.toLowerCase();
  if (place === 'button' && key === ' ') return undefined;
  if (place === 'slider' && key.startsWith('arrow')) return undefined;
  if (place === 'menu' && (key === ' ' || key === 'escape' || key.startsWith('arrow'))) return undefined;
  if (/^\d$/.test(key)) return { kind: 'seek-to', share: Number(key) / 10 };
  return BY_KEY[key];
}

/** Tells where a key event happened. */
export function focusPlaceOf(target: EventTarget | null): FocusPlace {
  if (!(target instanceof Element)) return 'elsewhere';
  if (target.closest('input, textarea, select, [contenteditable=""], [contenteditable="true"]')) return 'text';
  if (target.closest('[role="menu"]')) return 'menu';
  if (target.closest('[role="slider"]')) return 'slider';
  return target.closest('button, a[href], summary, [role="button"]') ? 'button' : 'elsewhere';
}
