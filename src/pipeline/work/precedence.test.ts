import { describe, expect, it } from 'vitest';

import type { RunningTool } from '../../ports/media-tools.ts';
import { Precedence, type TurnRequest } from './precedence.ts';

/** A machine whose clock the test moves; each encode notes whether it runs. */
function machine() {
  let now = 0;
  const timers = new Set<{ at: number; callback: () => void }>();
  const precedence = new Precedence({
    nowMs: () => now,
    every: () => () => {},
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  });
  return {
    precedence,
    begin(request: Partial<TurnRequest>) {
      const turn = precedence.enter({ cells: [], isBackground: false, ...request });
      const state = { isRunning: true };
      const tool: RunningTool = { pause: () => (state.isRunning = false), resume: () => (state.isRunning = true) };
      turn.started(tool);
      return { ...turn, state };
    },
    move(ms: number) {
      now += ms;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

describe('Precedence', () => {
  it('lets everything run while nobody waits', () => {
    const { begin } = machine();
    const encodes = [begin({ isBackground: true }), begin({ cells: ['a'] })];
    expect(encodes.map(({ state }) => state.isRunning)).toEqual([true, true]);
  });

  it('lets only what somebody waits for run, until that cell is there', () => {
    const { begin } = machine();
    const background = begin({ isBackground: true });
    const ahead = begin({ cells: ['a'] });
    const [picture, sound] = [begin({ cells: ['p', 'q'], waitedFor: 'p' }), begin({ cells: ['s'], waitedFor: 's' })];
    const running = () => [background, ahead, picture, sound].map(({ state }) => state.isRunning);
    expect(running()).toEqual([false, false, true, true]);
    picture.filled('p');
    expect(running()).toEqual([false, false, false, true]);
    sound.filled('s');
    expect(running()).toEqual([true, true, true, true]);
  });

  it('pauses what starts while somebody waits', () => {
    const { begin } = machine();
    begin({ cells: ['a'], waitedFor: 'a' });
    expect(begin({ isBackground: true }).state.isRunning).toBe(false);
  });

  it('goes on when the encode that was waited for ends without its cell', () => {
    const { begin } = machine();
    const background = begin({ isBackground: true });
    begin({ cells: ['a'], waitedFor: 'a' }).leave();
    expect(background.state.isRunning).toBe(true);
  });

  it('goes on when an encode that is waited for hangs', () => {
    const { begin, move } = machine();
    const background = begin({ isBackground: true });
    begin({ cells: ['a'], waitedFor: 'a' });
    move(14_999);
    expect(background.state.isRunning).toBe(false);
    move(1);
    expect(background.state.isRunning).toBe(true);
  });

  it('lets the reading ahead go on that the next viewer waits for', () => {
    const { begin, precedence } = machine();
    const first = begin({ cells: ['a', 'b'], waitedFor: 'a' });
    first.filled('a');
    begin({ cells: ['x'], waitedFor: 'x' });
    expect(first.state.isRunning).toBe(false);
    expect(precedence.want('b')).toBe(true);
    expect(first.state.isRunning).toBe(true);
    expect(precedence.want('a'), 'is there already').toBe(false);
  });

  it('leaves a background encode where it is: who waits for its cell gets an encode of their own', () => {
    const { begin, precedence } = machine();
    const background = begin({ isBackground: true, cells: ['a'] });
    begin({ cells: ['x'], waitedFor: 'x' });
    expect(precedence.want('a')).toBe(false);
    expect(background.state.isRunning).toBe(false);
  });
});
