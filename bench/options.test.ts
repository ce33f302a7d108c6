import { expect, it } from 'vitest';

import { readOptions } from './options.ts';

it('measures both sources for a minute unless told otherwise', () => {
  expect(readOptions([])).toEqual({
    ...{ kinds: ['lecture', 'natural'], seconds: 60, ladder: [360, 480, 720] },
    ...{ lengths: false, peers: false, vmaf: true, publish: undefined },
  });
});

it('reads every option', () => {
  const args = ['--only', 'natural', '--seconds', '8', '--ladder', '720,360', '--lengths', '--peers', '--no-vmaf'];
  expect(readOptions([...args, '--publish', '2026-01-31'])).toEqual({
    ...{ kinds: ['natural'], seconds: 8, ladder: [360, 720] },
    ...{ lengths: true, peers: true, vmaf: false, publish: '2026-01-31' },
  });
});
