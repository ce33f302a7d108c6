import { expect, it } from 'vitest';

import { readOptions } from './options.ts';

const GROWN = { fleetMinutes: 3, serveSeconds: 20, viewers: 1000, uploadBytes: 10 * 2 ** 30 };

it('measures everything as it is published unless told otherwise', () => {
  expect(readOptions([])).toEqual({
    parts: [
      ...['compare', 'playable', 'seek', 'play', 'lesson', 'students', 'cpu', 'encoders', 'recipes'],
      ...['fleet', 'serve', 'viewers', 'upload'],
    ],
    ...{ kinds: ['lecture', 'natural'], seconds: 60, ladder: [360, 480, 720] },
    ...{ lengths: false, peers: false, vmaf: true, publish: undefined },
    ...{ minutes: [1, 5, 30, 120], runs: 10, seeks: 20, watchSeconds: 60, jobMinutes: 5, ...GROWN },
  });
});

it('reads every option', () => {
  const args = ['--source', 'natural', '--seconds', '8', '--ladder', '720,360', '--lengths', '--peers', '--no-vmaf'];
  const served = ['--only', 'seek,playable', '--minutes', '30,1', '--runs', '3', '--seeks', '7'];
  expect(readOptions([...args, ...served, '--publish', '2026-01-31'])).toEqual({
    parts: ['playable', 'seek'],
    ...{ kinds: ['natural'], seconds: 8, ladder: [360, 720] },
    ...{ lengths: true, peers: true, vmaf: false, publish: '2026-01-31' },
    ...{ minutes: [1, 30], runs: 3, seeks: 7, watchSeconds: 60, jobMinutes: 5, ...GROWN },
  });
});

it('has a quick look in which single amounts can still be chosen', () => {
  expect(readOptions(['--quick', '--runs', '4'])).toMatchObject({ vmaf: false, minutes: [1, 5], runs: 4, seeks: 4 });
});
