import { describe, expect, it } from 'vitest';
import { shortcutFor } from './shortcuts.ts';
import type { FocusPlace } from './shortcuts.ts';

function press(key: string, modifiers: { ctrlKey?: boolean; metaKey?: boolean; altKey?: boolean } = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers };
}

describe('shortcutFor', () => {
  it.each([
    [' ', { kind: 'toggle-play' }],
    ['K', { kind: 'toggle-play' }],
    ['ArrowLeft', { kind: 'seek-by', seconds: -5 }],
    ['l', { kind: 'seek-by', seconds: 10 }],
    ['0', { kind: 'seek-to', share: 0 }],
    ['7', { kind: 'seek-to', share: 0.7 }],
    ['>', { kind: 'speed-step', step: 1 }],
    ['?', { kind: 'toggle-help' }],
    ['x', undefined],
  ])('reads %s', (key, wanted) => {
    expect(shortcutFor(press(key), 'elsewhere')).toEqual(wanted);
  });

  it('leaves keys with a modifier to the browser', () => {
    expect(shortcutFor(press('f', { ctrlKey: true }), 'elsewhere')).toBeUndefined();
    expect(shortcutFor(press('l', { metaKey: true }), 'elsewhere')).toBeUndefined();
    expect(shortcutFor(press('ArrowLeft', { altKey: true }), 'elsewhere')).toBeUndefined();
  });

  it.each([
    ['text', 'k'],
    ['text', '5'],
    ['button', ' '],
    ['slider', 'ArrowUp'],
    ['menu', 'ArrowDown'],
    ['menu', 'Escape'],
  ] satisfies Array<[FocusPlace, string]>)('never takes from a %s the key %s', (place, key) => {
    expect(shortcutFor(press(key), place)).toBeUndefined();
  });

  it('still works with the focus on a button', () => {
    expect(shortcutFor(press('f'), 'button')).toEqual({ kind: 'toggle-fullscreen' });
  });
});
