import { expect, it } from 'vitest';

import { parseVmafLog } from './vmaf.ts';

it('reads mean, worst and where the worst frame is', () => {
  const frames = [96, 71.5, 98.5].map((vmaf, frameNum) => ({ frameNum, metrics: { integer_adm2: 1, vmaf } }));
  const log = JSON.stringify({ version: '2.3.0', frames, pooled_metrics: {} });
  expect(parseVmafLog(log)).toEqual({ mean: 266 / 3, worst: 71.5, worstFrame: 1, frames: 3 });
});

it('refuses a log without frames', () => {
  expect(() => parseVmafLog('{"frames":[]}')).toThrow(/frames/);
});
