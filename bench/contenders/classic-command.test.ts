import { expect, it } from 'vitest';

import { classicArguments } from './classic-command.ts';
import { rungsOf } from './contender.ts';

it('is the command of the guides, word for word where it matters', () => {
  const command = classicArguments('in.mp4', rungsOf([360, 480, 720]).toReversed(), 'out').join(' ');
  expect(command).toContain(
    '[0:v]split=3[s0][s1][s2];[s0]scale=1280:720[v0];[s1]scale=854:480[v1];[s2]scale=640:360[v2]',
  );
  expect(command).toContain('-c:v:0 libx264 -b:v:0 2800k -maxrate:v:0 2996k -bufsize:v:0 4200k');
  expect(command).toContain('-c:v:1 libx264 -b:v:1 1400k -maxrate:v:1 1498k -bufsize:v:1 2100k');
  expect(command).toContain('-c:v:2 libx264 -b:v:2 800k -maxrate:v:2 856k -bufsize:v:2 1200k');
  expect(command).toContain('-map a:0 -map a:0 -map a:0 -c:a aac -b:a 128k -ac 2 -f hls -hls_time 10');
  expect(command).toContain('-var_stream_map v:0,a:0 v:1,a:1 v:2,a:2 out/stream_%v/playlist.m3u8');
});

it('knows its rungs, lowest first, and refuses others', () => {
  expect(rungsOf([720, 360]).map((rung) => rung.width)).toEqual([640, 1280]);
  expect(() => rungsOf([361])).toThrow(/361/);
});
