import type { ObjectStore } from '../../ports/object-store.ts';
import { type DamagedPart, joinDamagedParts } from '../../videos/report/damaged-part.ts';
import type { EncodeRun } from '../schedule/list-runs.ts';

/** Shorter than this is a frame or two that nobody misses. */
const TOLD_SECONDS = 0.2;

/** Keeps what was found damaged in a run beside its cells, until the report is written. Twice gives the same. */
export async function keepDamage(
  objects: ObjectStore,
  prefix: string,
  { kind, chunk: { firstSegment, segmentCount }, renditionIds }: EncodeRun,
  parts: readonly DamagedPart[],
): Promise<void> {
  // Whatever rendition of the picture it was: they are all made of the same frames.
  const stream = kind === 'audio' ? `${renditionIds[0]}-` : '';
  const key = `${damagePrefix(prefix)}${stream}${firstSegment}-${segmentCount}.json`;
  if (parts.length === 0) await objects.delete(key);
  else await objects.put(key, new TextEncoder().encode(JSON.stringify(parts)));
}

/** Everything that was kept of a revision, joined, without what is too short to be told. */
export async function listDamage(objects: ObjectStore, prefix: string): Promise<DamagedPart[]> {
  const parts: DamagedPart[] = [];
  for await (const { key } of objects.list(damagePrefix(prefix))) {
    const bytes = await objects.get(key);
    if (bytes) parts.push(...(JSON.parse(new TextDecoder().decode(bytes)) as DamagedPart[]));
  }
  return worthTelling(parts);
}

/** Joined, in order, and long enough for somebody to notice. */
export function worthTelling(parts: readonly DamagedPart[]): DamagedPart[] {
  return joinDamagedParts(parts).filter((part) => part.durationSeconds >= TOLD_SECONDS);
}

function damagePrefix(prefix: string): string {
  return `${prefix}damage/`;
}
