import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { api } from './api-client.ts';
import type { Video, VideoPage } from './video.ts';

/** The list, page by page. */
export const videosQuery = infiniteQueryOptions({
  queryKey: ['videos'],
  queryFn: ({ pageParam, signal }) => api.listVideos(pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor,
});

/** One video. */
export function videoQuery(id: string) {
  return queryOptions({ queryKey: ['video', id], queryFn: ({ signal }) => api.getVideo(id, signal) });
}

/** What may be uploaded; does not change while a page is open. */
export const limitsQuery = queryOptions({
  queryKey: ['limits'],
  queryFn: ({ signal }) => api.getLimits(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Why there is nothing to show: refused, or failed twice already while it goes on trying. */
export function failureOf(query: {
  error: Error | null;
  failureCount: number;
  failureReason: Error | null;
}): Error | undefined {
  return query.error ?? (query.failureCount < 2 ? undefined : (query.failureReason ?? undefined));
}

/** Puts a new state of a video wherever it is shown; a video newer than the whole list goes on top. */
export function putVideo(client: QueryClient, video: Video): void {
  client.setQueryData(videoQuery(video.id).queryKey, video);
  client.setQueryData(videosQuery.queryKey, (list) => list && putIntoList(list, video));
}

/** Takes a deleted video out of the list; its own page asks again and learns that it is gone. */
export function dropVideo(client: QueryClient, id: string): void {
  client.setQueryData(videosQuery.queryKey, (list) => list && dropFromList(list, id));
  void client.invalidateQueries({ queryKey: videoQuery(id).queryKey });
}

type List = InfiniteData<VideoPage>;

/** Pure part of `putVideo`. */
export function putIntoList(list: List, video: Video): List {
  const known = list.pages.flatMap(({ videos }) => videos);
  if (!known.some(({ id }) => id === video.id)) {
    const [first, ...others] = list.pages;
    // An older one belongs to a page that was not asked for yet.
    const isNewest = known.every(({ createdAt }) => createdAt <= video.createdAt);
    if (first === undefined || !isNewest) return list;
    return { ...list, pages: [{ ...first, videos: [video, ...first.videos] }, ...others] };
  }
  const pages = list.pages.map((page) => ({
    ...page,
    videos: page.videos.map((each) => (each.id === video.id ? video : each)),
  }));
  return { ...list, pages };
}

/** Pure part of `dropVideo`. */
export function dropFromList(list: List, id: string): List {
  const pages = list.pages.map((page) => ({ ...page, videos: page.videos.filter((video) => video.id !== id) }));
  return { ...list, pages };
}
