import { describe, expect, it } from 'vitest';

import type { ProgressRecord } from './lesson-progress.ts';
import { recordAfter } from './record-progress.ts';

const video = { durationSeconds: 600, completionPercent: 90 };

describe('a report of progress', () => {
  it('cannot save up its allowance by reporting often', () => {
    let record: ProgressRecord | undefined;
    // 100 reports within 10 s, each claiming a minute.
    for (let i = 0; i < 100; i++) {
      const report = { positionSeconds: 0, played: [[i * 6, i * 6 + 60] as const], speed: 1 };
      record = recordAfter(record, report, { nowMs: i * 100, ...video });
    }
    expect(record?.coveragePercent).toBeLessThanOrEqual(((15 + 10) / 600) * 100);
  });

  it('does not pay for a pause twice', () => {
    const first = recordAfter(undefined, { positionSeconds: 0, played: [], speed: 1 }, { nowMs: 0, ...video });
    const paused = recordAfter(first, { positionSeconds: 0, played: [], speed: 1 }, { nowMs: 3_600_000, ...video });
    const claim = { positionSeconds: 600, played: [[0, 600] as const], speed: 1 };
    expect(recordAfter(paused, claim, { nowMs: 3_601_000, ...video }).coveragePercent).toBe(2.6);
  });

  it('counts at most four times the time, and nothing for a clock that went back', () => {
    const first = recordAfter(
      undefined,
      { positionSeconds: 0, played: [[0, 15]], speed: 1 },
      { nowMs: 10_000, ...video },
    );
    const claim = { positionSeconds: 600, played: [[15, 600] as const], speed: 1000 };
    expect(recordAfter(first, claim, { nowMs: 20_000, ...video }).coveragePercent).toBe(9.1);
    expect(recordAfter(first, claim, { nowMs: 0, ...video }).coveragePercent).toBe(2.5);
  });

  it('keeps the position but credits nothing while the length is not known', () => {
    const unknown = { durationSeconds: undefined, completionPercent: 90, nowMs: 0 };
    expect(recordAfter(undefined, { positionSeconds: 7, played: [[0, 7]], speed: 1 }, unknown)).toMatchObject({
      played: [],
      coveragePercent: 0,
    });
  });
});
