import { describe, expect, it } from 'vitest';
import { dropFromList, putIntoList } from './video-queries.ts';
import type { Video } from './video.ts';

function video(id: string, minute: number, title = id): Video {
  return {
    id,
    title,
    fileName: `${id}.mp4`,
    mayDelete: true,
    state: 'ready',
    isPlayable: true,
    hlsUrl: undefined,
    dashUrl: undefined,
    posterUrl: undefined,
    durationSeconds: undefined,
    renditions: [],
    percent: 100,
    secondsLeft: undefined,
    notes: [],
    problem: undefined,
    createdAt: new Date(minute * 60_000),
  };
}

const list = {
  pages: [
    { videos: [video('c', 3), video('b', 2)], nextCursor: 'next' },
    { videos: [video('a', 1)], nextCursor: undefined },
  ],
  pageParams: [undefined, 'next'],
};

function ids(of: typeof list | ReturnType<typeof putIntoList>): string[] {
  return of.pages.flatMap(({ videos }) => videos.map(({ id, title }) => (title === id ? id : `${id}=${title}`)));
}

describe('the cached list', () => {
  it('replaces a video where it stands', () => {
    expect(ids(putIntoList(list, video('a', 1, 'new')))).toEqual(['c', 'b', 'a=new']);
  });

  it('puts a new video on top', () => {
    expect(ids(putIntoList(list, video('d', 4)))).toEqual(['d', 'c', 'b', 'a']);
  });

  it('leaves an old video to the page it belongs to', () => {
    expect(ids(putIntoList(list, video('z', 0)))).toEqual(['c', 'b', 'a']);
  });

  it('takes the first video of an empty list', () => {
    const empty = { pages: [{ videos: [], nextCursor: undefined }], pageParams: [undefined] };
    expect(ids(putIntoList(empty, video('a', 1)))).toEqual(['a']);
  });

  it('forgets a deleted video', () => {
    expect(ids(dropFromList(list, 'b'))).toEqual(['c', 'a']);
  });
});
