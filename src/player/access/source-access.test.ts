import { expect, it } from 'vitest';

import { isSameSource, SourceAccess } from './source-access.ts';

const SITE = 'https://learn.example';
const VIDEO = 'v1de0v1de0v1de0v1de0';
const at = (token: string, file = 'master.m3u8') => `${SITE}/v/${token}/${VIDEO}/${file}`;

it('asks for everything under the newest address, whichever it was found under', () => {
  const access = new SourceAccess(at('one'));
  access.moveTo(at('two'));
  access.moveTo(at('three'));
  for (const token of ['one', 'two', 'three']) {
    expect(access.current(at(token, 'r/720p/segment_00001.m4s'))).toBe(at('three', 'r/720p/segment_00001.m4s'));
  }
  expect(access.current(`${SITE}/other.mp4`)).toBe(`${SITE}/other.mp4`);
  expect(access.src).toBe(at('three'));
});

it('renews once for all requests that are refused at once', async () => {
  let asked = 0;
  const access = new SourceAccess(at('old'), async () => {
    asked++;
    return at('new');
  });
  const refused = ['a', 'b', 'c'].map((file) => access.afterRefusal(at('old', file)));
  expect(await Promise.all(refused)).toEqual(['renewed', 'renewed', 'renewed']);
  expect(await access.afterRefusal(at('old', 'd'))).toBe('renewed');
  expect(asked).toBe(1);
});

it('says when the viewer may not play any more, and when nobody could be asked', async () => {
  let answer: () => Promise<string | undefined> = async () => undefined;
  const access = new SourceAccess(at('old'), () => answer());
  expect(await access.afterRefusal(at('old', 'a'))).toBe('refused');
  answer = () => Promise.reject(new TypeError('offline'));
  expect(await access.afterRefusal(at('old', 'a'))).toBe('unreachable');
  expect(await new SourceAccess(at('old')).afterRefusal(at('old', 'a'))).toBe('refused');
});

it('knows the same video under another token', () => {
  expect(isSameSource(at('one'), at('two'))).toBe(true);
  expect(isSameSource(at('one'), `${SITE}/v/${VIDEO}/master.m3u8`)).toBe(true);
  expect(isSameSource(at('one'), `https://cdn.example/public/${VIDEO}/master.m3u8`)).toBe(true);
  expect(isSameSource(at('one'), `https://cdn.example/public/${VIDEO}/manifest.mpd`)).toBe(false);
  expect(isSameSource(at('one'), at('one', 'manifest.mpd'))).toBe(false);
  expect(isSameSource(at('one'), at('one').replace('v1de0v', 'other1'))).toBe(false);
});
