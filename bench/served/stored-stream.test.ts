import { expect, it } from 'vitest';

import { parseSegments } from './stored-stream.ts';

it('reads where segments lie', () => {
  expect(parseSegments('#EXTM3U\n#EXTINF:2.000,\na.m4s\n#EXTINF:4.5,\nb.m4s\n#EXT-X-ENDLIST\n')).toEqual([
    { index: 0, startSeconds: 0, durationSeconds: 2 },
    { index: 1, startSeconds: 2, durationSeconds: 4.5 },
  ]);
});
