import { expect, it } from 'vitest';

import { playlistFiles } from './join-playlist.ts';

it('names the init first, then the segments in their order', () => {
  const playlist = `#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:4,\nsegment_00000.m4s\n#EXTINF:4,\nsegment_00001.m4s\n`;
  expect(playlistFiles(playlist)).toEqual(['init.mp4', 'segment_00000.m4s', 'segment_00001.m4s']);
});

it('names a file of byte ranges once', () => {
  const playlist =
    '#EXTM3U\r\n#EXT-X-MAP:BYTERANGE="800@0",URI="360p.mp4"\r\n#EXT-X-BYTERANGE:10@800\r\n360p.mp4\r\n' +
    '#EXT-X-BYTERANGE:10@810\r\n360p.mp4\r\n';
  expect(playlistFiles(playlist)).toEqual(['360p.mp4']);
});
