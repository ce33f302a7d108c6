import { queryOptions } from '@tanstack/react-query';
import { request } from '../api-client.ts';

/** Something deleted that can still be brought back. */
export interface BinItem {
  readonly kind: 'course' | 'module' | 'lesson';
  readonly id: string;
  readonly title: string;
  readonly courseTitle?: string;
  readonly deletedAt: string;
  /** When it goes for good. */
  readonly purgeAt: string;
}

/** Everything of one's own courses that can be brought back. */
export const binQuery = queryOptions({
  queryKey: ['studio', 'bin'],
  queryFn: async ({ signal }) => (await request<{ items: readonly BinItem[] }>('GET', '/bin', { signal })).items,
});
