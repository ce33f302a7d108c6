import { beforeEach, describe, expect, it } from 'vitest';
import { FilledMap } from './filled-map.ts';

let map: FilledMap;
beforeEach(() => {
  map = new FilledMap({
    revision: 'r1',
    segments: [
      [2, 3],
      [4, 4],
      [1.5, 1],
    ],
    renditions: [
      {
        id: '360p',
        kind: 'video',
        filled: [
          [0, 4],
          [6, 2],
        ],
      },
      { id: '720p', kind: 'video', filled: [[4, 1]] },
      { id: 'audio', kind: 'audio', filled: [[0, 7]] },
    ],
  });
});
const lead = (rendition: string, seconds: number): number =>
  map.leadSeconds(`http://school.example/v/a/r1/${rendition}/playlist.m3u8?token=1/2`, seconds);

describe('FilledMap', () => {
  it('tells how far a rendition reaches from a place on', () => {
    expect(lead('360p', 0)).toBe(10);
    expect(lead('360p', 5.5)).toBe(4.5);
    expect(lead('360p', 10)).toBe(0);
    expect(lead('720p', 12)).toBe(2);
    expect(lead('720p', 0)).toBe(0);
  });

  it('knows no limit where the end is reached, and of playlists that it does not know', () => {
    expect(lead('360p', 19)).toBe(Number.POSITIVE_INFINITY);
    expect(lead('720p', 23)).toBe(0);
    expect(lead('720p', 500)).toBe(0);
    expect(lead('1080p', 10)).toBe(Number.POSITIVE_INFINITY);
    expect(map.leadSeconds('http://school.example/v/a/r2/360p/playlist.m3u8', 10)).toBe(Number.POSITIVE_INFINITY);
  });

  it('shows where no rendition plays at once, with sound', () => {
    expect(map.gapsUntil(23.5)).toEqual([
      [14, 18],
      [22, 23.5],
    ]);
    expect(map.gapsUntil(16)).toEqual([[14, 16]]);
    expect([0, 13.9, 14, 18, 22].map((seconds) => map.isPlayableAt(seconds))).toEqual([true, true, false, true, false]);
  });

  it('takes in what is filled later', () => {
    map.add({ '720p': [[5, 3]], audio: [[7, 1]], '9999p': [[0, 1]] });
    expect(map.gapsUntil(23.5)).toEqual([]);
    expect(lead('720p', 12)).toBe(Number.POSITIVE_INFINITY);
    expect(map.share).toBeCloseTo(18 / 24);
  });

  it('needs no sound where there is none', () => {
    const silent = new FilledMap({
      revision: 'r1',
      segments: [[2, 2]],
      renditions: [{ id: '360p', kind: 'video', filled: [[1, 1]] }],
    });
    expect(silent.gapsUntil(4)).toEqual([[0, 2]]);
  });
});
