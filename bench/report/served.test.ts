import { expect, it } from 'vitest';

import { servedBlocks } from './served.ts';

const WHOLE = { filledSeconds: 50, readySeconds: 55, cpuSeconds: 99, ownCpuSeconds: 9, peakMemoryBytes: 812e6 };
const PLAYABLE = [1, 120].map((minutes) => ({
  minutes,
  sizeBytes: minutes * 7e6,
  runs: [1.5, 2, 5].map((seconds) => ({
    ...{ seconds, height: 360, uploadSeconds: 1, lastByteAt: '', busyBefore: seconds === 5 ? 0.8 : 0 },
    timeline: { answered: 10, firstFrame: seconds * 1000 },
  })),
}));

it('reports only what was measured', () => {
  expect(servedBlocks({})).toEqual([]);
});

it('puts the goal beside median and worst, and the stages below', () => {
  const [block] = servedBlocks({ playable: PLAYABLE });
  const rows = cells(block?.text);
  expect(rows.find(([length]) => length === '2 h')).toEqual([
    '2 h',
    '840 MB',
    '3',
    '2.00',
    '<= 2',
    'yes',
    '5.00',
    '<= 4',
    'NO',
    '1 of 3',
  ]);
  expect(rows.find(([stage]) => stage === 'the first frame was on the screen')?.slice(1)).toEqual(['2000', '2000']);
});

it('adds up what was put off by seeks', () => {
  const seeks = [1, 2].map((seconds) => {
    return { toSeconds: 9, seconds, height: 360, timeline: { pictureAsked: 5, putOff: 1, frame: seconds * 1000 } };
  });
  const [block] = servedBlocks({ seek: [{ minutes: 30, busyBefore: 0, seeks }] });
  expect(cells(block?.text).at(-1)).toEqual([
    '30 min',
    '2',
    '1.50',
    '<= 2.5',
    'yes',
    '2.00',
    '<= 5',
    'yes',
    '5',
    '',
    '',
    '',
    '',
    '',
    '2',
    'none',
  ]);
});

it('compares processor time with the bare limit', () => {
  const cpu = {
    ...{ sourceSeconds: 300, renditions: ['360p', '720p'], bare: { cpuSeconds: 90, wallSeconds: 80 } },
    ...{ transcode: { cpuSeconds: 108, wallSeconds: 60 }, server: WHOLE, comparedServer: WHOLE },
  };
  const [block] = servedBlocks({ cpu });
  expect(
    cells(block?.text)
      .find(([job]) => job === 'lectern transcode')
      ?.slice(3),
  ).toEqual(['1.20', '<= 1.15', 'NO']);
  expect(
    cells(block?.text)
      .find(([job]) => job?.startsWith('server'))
      ?.slice(3),
  ).toEqual(['1.10', '<= 1.15', 'yes']);
  expect(
    cells(block?.text)
      .find(([what]) => what?.startsWith('360p, 480p'))
      ?.slice(1),
  ).toEqual(['812', '<= 1000', 'yes']);
});

it('divides the time of one encoder by twice that of two', () => {
  const one = { ...WHOLE, filledSeconds: 92, readySeconds: 95 };
  const [block] = servedBlocks({ encoders: { sourceSeconds: 300, one, two: WHOLE, machineEfficiency: 0.95 } });
  expect(cells(block?.text).find(([until]) => until === 'all cells filled')?.[3]).toBe('0.92');
  expect(
    cells(block?.text)
      .find(([until]) => until === 'ready')
      ?.slice(3),
  ).toEqual(['0.86', '>= 0.9', 'NO']);
});

it('tells stalls and renditions', () => {
  const play = {
    ...{ minutes: 30, busyBefore: 0, watchedSeconds: 60, playedSeconds: 58.5, frames: 1500, droppedFrames: 0 },
    ...{ stalls: [{ atSeconds: 12, ms: 1500 }], encodingSpeed: 1.2, putOff: 0, held: 1 },
    heights: [
      { atSeconds: 0, height: 360 },
      { atSeconds: 8, height: 720 },
    ],
  };
  const [block] = servedBlocks({ play });
  expect(block?.text).toContain('1: 1.5 s at 12.0 s');
  expect(block?.text).toContain('360p from 0.0 s, 720p from 8.0 s');
});

it('puts the other recipes under our own figures, and marks what was not measured', () => {
  const recipes = [{ name: 'classic', playable: 'all', sourceSeconds: 60, seconds: 90 }];
  const blocks = servedBlocks({ playable: PLAYABLE, recipes });
  expect(cells(blocks.at(-1)?.text).slice(1)).toEqual([
    ['Lectern', 'everything; what is not encoded yet comes when it is asked for', '2.0 s', '2.0 s'],
    ['classic', 'all', '1 min 30 s', '~3 h'],
  ]);
});

/** The cells of the lines of all tables; rules are left out. */
function cells(text = ''): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| --'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
