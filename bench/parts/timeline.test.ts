import { expect, it } from 'vitest';

import { timelineOf } from './timeline.ts';

it('counts every stage from the last byte', () => {
  const stored = {
    sourceAt: 1010.4,
    masterAt: 1400,
    parts: () => [
      { rendition: '720p', segment: undefined, storedAt: 1350 },
      { rendition: '360p', segment: undefined, storedAt: 1300 },
      { rendition: '720p', segment: 0, storedAt: 2500 },
      { rendition: '360p', segment: 1, storedAt: 2100 },
      { rendition: '360p', segment: 0, storedAt: 1800 },
      { rendition: 'audio', segment: 0, storedAt: 1500 },
    ],
  };
  const request = { firstByteAt: 0, bytes: 1 };
  const requests = [
    { ...request, path: '/v/a/master.m3u8', askedAt: 1900, answeredAt: 1905, status: 200 },
    { ...request, path: '/v/a/r/360p/segment_00000.m4s', askedAt: 1920, answeredAt: 1921, status: 503 },
    { ...request, path: '/v/a/r/360p/segment_00000.m4s', askedAt: 1950, answeredAt: 1960, status: 200 },
  ];
  const times = { beganAt: 900, lastByteAt: 1000, answeredAt: 1020 };
  const page = { toldPlayableAt: 1850, firstFrameAt: 2000, stalls: [], heights: [] };
  expect(timelineOf(times, stored, page, requests)).toEqual({
    ...{ answered: 20, sourceStored: 10, initsStored: 350, playlistsStored: 400, firstPicture: 800, firstSound: 500 },
    ...{ toldPlayable: 850, masterAsked: 900, segmentAsked: 950, segmentArrived: 960, firstFrame: 1000 },
  });
});

it('leaves out what nobody saw', () => {
  const stored = { sourceAt: undefined, masterAt: undefined, parts: () => [] };
  const page = { stalls: [], heights: [] };
  expect(timelineOf({ beganAt: 0, lastByteAt: 5, answeredAt: 7 }, stored, page, [])).toEqual({ answered: 2 });
});
