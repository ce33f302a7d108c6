import type { Principal } from './principal.ts';

/** Something that was done and by whom, to be found again later. Never put a password, token or key into it. */
export interface AuditRecord {
  /** `system`: the server itself, or its operator on the command line. */
  readonly actor: Principal | 'system';
  /** `subject.verb`, such as `course.publish`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name?: string };
  /** What changed, small. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Where the request came from. */
  readonly ipAddress?: string;
}

/** A record as it was kept. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: {
    readonly kind: 'person' | 'key' | 'anonymous' | 'system';
    readonly id: string;
    readonly name: string;
  };
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name?: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly ipAddress?: string;
}

/** What is asked of the log; `personId` finds what somebody did and what was done to them. */
export interface AuditQuery {
  readonly action?: string;
  readonly personId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Keeps what was done. Entries are never changed. */
export interface AuditLog {
  record(record: AuditRecord): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<{ readonly entries: readonly AuditEntry[]; readonly nextCursor?: string }>;
}
