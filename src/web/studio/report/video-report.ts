import { queryOptions } from '@tanstack/react-query';
import { request } from '../../shared/api/api-client.ts';

/** What became of one rule. */
export type RuleStatus = 'ok' | 'must' | 'should' | 'note' | 'not applicable';

/** What was proven of a video before it became ready. */
export interface VideoReport {
  /** ISO 8601. */
  readonly provenAt: string;
  readonly length: { readonly sourceSeconds?: number; readonly streamSeconds: number };
  readonly cells: { readonly count: number; readonly sizeBytes: number };
  readonly decoded: { readonly segments: number; readonly frames: number };
  readonly renditions: readonly ReportedRendition[];
  readonly rules: readonly ReportedRule[];
  readonly damage: readonly ReportedDamage[];
  readonly notes: readonly string[];
}

/** One quality or sound track. */
export interface ReportedRendition {
  readonly id: string;
  readonly kind: string;
  readonly segmentCount: number;
  readonly durationSeconds: number;
  readonly sizeBytes: number;
}

/** One rule with what it found. */
export interface ReportedRule {
  readonly rule: string;
  readonly title: string;
  readonly status: RuleStatus;
  readonly reason?: string;
  readonly findings: readonly { readonly rendition?: string; readonly segment?: number; readonly message: string }[];
}

/** A part of the file that could not be read. */
export interface ReportedDamage {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Absent: the picture. */
  readonly of?: 'picture' | 'sound';
}

/** The report of a video; refused with 404 while there is none. */
export function videoReportQuery(id: string) {
  return queryOptions({
    queryKey: ['video', id, 'report'],
    queryFn: ({ signal }) => request<VideoReport>('GET', `/videos/${encodeURIComponent(id)}/report`, { signal }),
  });
}

/** Command, exit code and last lines of a failure, `null` without any; only administrators may ask. */
export function failureDetailQuery(id: string) {
  return queryOptions({
    queryKey: ['video', id, 'failure-detail'],
    queryFn: async ({ signal }) => {
      const path = `/admin/videos?search=${encodeURIComponent(id)}`;
      const { videos } = await request<AdminVideos>('GET', path, { signal });
      return videos.find((video) => video.id === id)?.error?.detail ?? null;
    },
  });
}

interface AdminVideos {
  readonly videos: readonly { readonly id: string; readonly error?: { readonly detail?: string } }[];
}
