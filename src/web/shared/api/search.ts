import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { request } from './api-client.ts';

/** What a search found. */
export interface SearchResult {
  readonly courses: ReadonlyArray<{ id: string; title: string; summary: string }>;
  readonly lessons: ReadonlyArray<{
    id: string;
    title: string;
    courseId: string;
    courseTitle: string;
    excerpt?: string;
  }>;
}

/** Courses and lessons with words that begin with all of those given. */
export function searchQuery(words: string) {
  return queryOptions({
    queryKey: ['search', words],
    queryFn: ({ signal }) => request<SearchResult>('GET', `/search?q=${encodeURIComponent(words)}`, { signal }),
    enabled: words !== '',
    placeholderData: keepPreviousData,
  });
}
