import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { request } from '../../shared/api/api-client.ts';
import type {
  AdminVideo,
  ApiKey,
  AuditEntry,
  Invitation,
  Jobs,
  Overview,
  Person,
  Role,
  SettingView,
  Storage,
  VideoFilter,
} from './admin-types.ts';

/** Figures of a running system are asked for again this often while they are looked at. */
const FRESH_MS = 10_000;
/** The stream of events does not tell these lists of changes. */
const STALE_MS = 2_000;

export const overviewQuery = queryOptions({
  queryKey: ['admin', 'overview'],
  queryFn: ({ signal }) => request<Overview>('GET', '/admin/overview', { signal }),
  refetchInterval: FRESH_MS,
  staleTime: STALE_MS,
});

export const storageQuery = queryOptions({
  queryKey: ['admin', 'storage'],
  queryFn: ({ signal }) => request<Storage>('GET', '/admin/storage', { signal }),
  staleTime: STALE_MS,
});

export const jobsQuery = queryOptions({
  queryKey: ['admin', 'jobs'],
  queryFn: ({ signal }) => request<Jobs>('GET', '/admin/jobs', { signal }),
  refetchInterval: 3_000,
  staleTime: STALE_MS,
});

export const settingsQuery = queryOptions({
  queryKey: ['admin', 'settings'],
  queryFn: ({ signal }) => request<{ settings: SettingView[] }>('GET', '/admin/settings', { signal }),
});

export const apiKeysQuery = queryOptions({
  queryKey: ['admin', 'api-keys'],
  queryFn: ({ signal }) => request<{ keys: ApiKey[] }>('GET', '/api-keys', { signal }),
  staleTime: STALE_MS,
});

export const invitationsQuery = queryOptions({
  queryKey: ['admin', 'invitations'],
  queryFn: ({ signal }) => request<{ invitations: Invitation[] }>('GET', '/invitations', { signal }),
  staleTime: STALE_MS,
});

/** All videos that a filter and a search leave, page by page. */
export function adminVideosQuery(filter: VideoFilter, search: string) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'videos', filter, search],
    queryFn: ({ pageParam, signal }) =>
      request<{ videos: AdminVideo[]; nextCursor?: string }>(
        'GET',
        `/admin/videos${queryText({ filter, search, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: FRESH_MS,
    staleTime: STALE_MS,
  });
}

/** Which people. */
export interface PeopleFilter {
  readonly search: string;
  readonly role: Role | '';
  readonly isActive: 'true' | 'false' | '';
}

export function peopleQuery(filter: PeopleFilter) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'people', filter],
    queryFn: ({ pageParam, signal }) =>
      request<{ people: Person[]; nextCursor?: string }>(
        'GET',
        `/people${queryText({ ...filter, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    staleTime: STALE_MS,
  });
}

export function auditLogQuery(filter: { readonly action: string; readonly personId: string }) {
  return infiniteQueryOptions({
    queryKey: ['admin', 'audit-log', filter],
    queryFn: ({ pageParam, signal }) =>
      request<{ entries: AuditEntry[]; nextCursor?: string }>(
        'GET',
        `/audit-log${queryText({ ...filter, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    staleTime: STALE_MS,
  });
}

/** Empty values are left out. */
function queryText(values: Readonly<Record<string, string>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
