import { expect, it } from 'vitest';

import { encoderSettings } from './encoder-settings.ts';

it('spends less on what hardly moves, and the full rate where that is not known', () => {
  expect(encoderSettings('balanced', 0.017).crf).toBe(24);
  expect(encoderSettings('balanced', 0.067).crf).toBe(23);
  expect(encoderSettings('balanced').crf).toBe(23);
});
