import type { Problem, VideoState } from '../../shared/api/video.ts';

/** What somebody may be. */
export type Role = 'admin' | 'instructor' | 'student';

/** Somebody who has an account. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly isActive: boolean;
  readonly createdAt: string;
  readonly lastSeenAt?: string;
}

/** Somebody who was asked to join and has not answered yet. */
export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly name?: string;
  readonly role: Role;
  readonly url: string;
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly acceptedAt?: string;
}

/** A key for programs; its secret is shown once. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly prefix?: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string;
}

/** One line of the audit log. */
export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name?: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly ipAddress?: string;
}

/** A video in the administration's list. Sizes in bytes. */
export interface AdminVideo {
  readonly id: string;
  readonly title: string;
  readonly fileName: string;
  readonly state: VideoState;
  readonly playable: boolean;
  readonly isStuck: boolean;
  readonly isOrphaned: boolean;
  readonly percent: number;
  readonly error?: Problem & { readonly detail?: string };
  readonly owner?: { readonly id: string; readonly name?: string };
  readonly courses: readonly { readonly id: string; readonly title: string; readonly lessonId: string }[];
  readonly durationSeconds?: number;
  readonly originalBytes: number;
  readonly renditionBytes: number;
  readonly createdAt: string;
  readonly lastMoveAt: string;
}

/** Which videos the list shows. */
export const VIDEO_FILTERS = ['all', 'processing', 'failed', 'stuck', 'orphaned'] as const;
/** One of them. */
export type VideoFilter = (typeof VIDEO_FILTERS)[number];

/** What can be done with many videos. */
export type VideoAction = 'retry' | 'cancel' | 'reencode' | 'delete';

/** How it went with one of them. */
export interface ActionResult {
  readonly id: string;
  readonly ok: boolean;
  readonly error?: Problem;
}

/** What an administrator looks at first. */
export interface Overview {
  readonly version: string;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly message: string }[];
  readonly disk: { readonly freeBytes: number; readonly reserveBytes: number; readonly usedBytes: number };
  readonly queue: { readonly waiting: number; readonly active: number; readonly delayed: number };
  readonly videos: Readonly<Record<VideoState | 'stuck' | 'orphaned', number>>;
  readonly people: {
    readonly admins: number;
    readonly instructors: number;
    readonly students: number;
    readonly deactivated: number;
  };
  readonly courses: { readonly published: number; readonly drafts: number; readonly lessons: number };
  readonly attention: readonly AdminVideo[];
}

/** Where the bytes are. */
export interface Storage {
  readonly originalBytes: number;
  readonly renditionBytes: number;
  readonly attachmentBytes: number;
  readonly freeBytes: number;
  readonly reserveBytes: number;
  readonly renditions: readonly { readonly id: string; readonly bytes: number; readonly videos: number }[];
  readonly courses: readonly CourseStorage[];
}

/** What one course takes; without id: videos of no lesson. */
export interface CourseStorage {
  readonly id?: string;
  readonly title?: string;
  readonly isDeleted: boolean;
  readonly videos: number;
  readonly originalBytes: number;
  readonly renditionBytes: number;
  readonly attachmentBytes: number;
}

/** How full a queue is. */
export interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly oldestSeconds?: number;
}

/** A process that takes jobs. */
export interface Worker {
  readonly id: string;
  readonly name: string;
  readonly kind: 'server' | 'worker';
  readonly version: string;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly isLost: boolean;
  readonly isDraining: boolean;
  readonly isOutOfRoom: boolean;
  readonly encodersAtOnce: number;
  readonly loadPerCore: number;
  readonly jobs: readonly {
    readonly kind: string;
    readonly videoId: string;
    readonly title?: string;
    readonly startedAt: string;
    readonly cells?: string;
  }[];
}

/** Queues and workers. */
export interface Jobs {
  readonly queues: readonly QueueDepth[];
  readonly workers: readonly Worker[];
  readonly hasBoard: boolean;
}

/** One setting, for reading. */
export interface SettingView {
  readonly key: string;
  readonly name: string;
  readonly value?: string;
  readonly default?: string;
  readonly isDefault: boolean;
  readonly isSecret: boolean;
  readonly doc: string;
}
