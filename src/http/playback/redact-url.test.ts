import { expect, it } from 'vitest';

import { redactUrl } from './redact-url.ts';

it.each([
  ['/v/s1abc.x-_y.zzz/v1de0v1de0v1de0v1de0/master.m3u8?a=1', '/v/[token]/v1de0v1de0v1de0v1de0/master.m3u8?a=1'],
  ['/v/v1de0v1de0v1de0v1de0/master.m3u8', '/v/v1de0v1de0v1de0v1de0/master.m3u8'],
  ['/v/secret', '/v/[token]'],
  ['/api/v1/invitations/by-token/secret/accept', '/api/v1/invitations/by-token/[token]/accept'],
  ['/api/v1/password-resets/secret', '/api/v1/password-resets/[token]'],
  ['/api/v1/enrolment-links/secret', '/api/v1/enrolment-links/[token]'],
  ['/join/secret?x=/v/other', '/join/[token]?x=/v/[token]'],
  ['/api/v1/videos/v1de0v1de0v1de0v1de0/playback', '/api/v1/videos/v1de0v1de0v1de0v1de0/playback'],
])('%s', (url, shown) => {
  expect(redactUrl(url)).toBe(shown);
});
