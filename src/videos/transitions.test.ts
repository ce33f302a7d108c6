import { describe, expect, it } from 'vitest';

import { AppError } from '../kernel/app-error.ts';
import { nextState, TRANSITIONS, VIDEO_ACTIONS } from './transitions.ts';
import { VIDEO_STATES } from './video.ts';

/** Written out by hand, so that a change of the table must be made twice. */
const ALLOWED: Record<string, string> = {
  'uploading finishUpload': 'processing',
  'processing finish': 'ready',
  'processing fail': 'failed',
  'processing cancel': 'failed',
  'failed retry': 'processing',
  'failed restart': 'processing',
};

describe('transitions of a video', () => {
  for (const state of VIDEO_STATES) {
    for (const action of VIDEO_ACTIONS) {
      const wanted = ALLOWED[`${state} ${action}`];
      it(`${state} ${wanted ? `becomes ${wanted} by` : 'refuses'} ${action}`, () => {
        if (wanted) {
          expect(nextState(state, action)).toBe(wanted);
        } else {
          expect(() => nextState(state, action)).toThrow(AppError);
          expect(() => nextState(state, action)).toThrow(/only while it is/);
        }
      });
    }
  }

  it('leaves every unfinished state with a way on', () => {
    for (const state of VIDEO_STATES.filter((each) => each !== 'ready')) {
      expect(Object.values(TRANSITIONS).some(({ from }) => from === state)).toBe(true);
    }
  });
});
