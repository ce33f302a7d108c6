import { and, desc, eq, lt, or } from 'drizzle-orm';

import type { AuditEntry, AuditLog, AuditQuery, AuditRecord } from '../../../../accounts/audit-log.ts';
import { newId } from '../../../../kernel/ids.ts';
import type { Database } from '../../database.ts';
import { auditLog } from '../../schema/index.ts';

/** The log as rows. */
export function createAuditLog(db: Database): AuditLog {
  return {
    async record({ actor, action, subject, detail, ipAddress }) {
      await db.insert(auditLog).values({
        ...actorColumns(actor),
        ...{ id: newId(), at: new Date(), action },
        ...{ subjectKind: subject.kind, subjectId: subject.id, subjectName: subject.name, detail, ipAddress },
      });
    },
    async list(query) {
      const rows = await db
        .select()
        .from(auditLog)
        .where(conditions(query))
        .orderBy(desc(auditLog.at), desc(auditLog.id))
        .limit(query.limit + 1);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const nextCursor = rows.length > page.length && last ? `${last.at.getTime()}_${last.id}` : undefined;
      return { entries: page.map(toEntry), ...(nextCursor !== undefined && { nextCursor }) };
    },
  };
}

type Row = typeof auditLog.$inferSelect;

function actorColumns(actor: AuditRecord['actor']): Pick<Row, 'actorKind' | 'actorId' | 'actorName'> {
  if (actor === 'system') return { actorKind: 'system', actorId: 'system', actorName: 'Lectern' };
  if (actor.kind === 'anonymous') return { actorKind: 'anonymous', actorId: '', actorName: '' };
  return { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
}

function conditions({ action, personId, cursor }: AuditQuery) {
  const [, ms, id] = /^(\d{1,15})_(\w+)$/.exec(cursor ?? '') ?? [];
  const at = new Date(Number(ms));
  return and(
    action === undefined ? undefined : eq(auditLog.action, action),
    personId === undefined ? undefined : or(eq(auditLog.actorId, personId), eq(auditLog.subjectId, personId)),
    id === undefined ? undefined : or(lt(auditLog.at, at), and(eq(auditLog.at, at), lt(auditLog.id, id))),
  );
}

function toEntry(row: Row): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    action: row.action,
    subject: { kind: row.subjectKind, id: row.subjectId, ...(row.subjectName !== null && { name: row.subjectName }) },
    ...(row.detail !== null && { detail: row.detail }),
    ...(row.ipAddress !== null && { ipAddress: row.ipAddress }),
  };
}
