import { gridDuration } from '../../media/grid/grid.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { divide, rational, toNumber } from '../../media/rational.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type DamagedPart, joinDamagedParts } from '../../videos/report/damaged-part.ts';
import { type LengthReport, REPORT_FILE_NAME, type VideoReport } from '../../videos/report/video-report.ts';
import type { TreeReport } from '../check-tree/check-tree.ts';
import type { SampleReport } from './decode-sample.ts';
import type { VerifyReport } from './verify-revision.ts';

/** Findings of one rule that are kept; a damaged long video could have thousands. */
const KEPT_FINDINGS = 50;

/** What the proof of a revision found. */
export interface Proof {
  readonly revisionId: string;
  readonly plan: Plan;
  readonly verified: VerifyReport;
  readonly decoded: SampleReport;
  readonly tree: TreeReport;
  readonly damage: readonly DamagedPart[];
  readonly notes: readonly string[];
  readonly atMs: number;
}

/** Stores the report of a proven revision beside its files. `prefix` is the revision's. */
export async function keepReport(objects: ObjectStore, prefix: string, proof: Proof): Promise<VideoReport> {
  const { revisionId, plan, verified, decoded, tree, damage, notes, atMs } = proof;
  const report: VideoReport = {
    formatVersion: 1,
    revisionId,
    provenAt: new Date(atMs).toISOString(),
    length: lengthOf(plan),
    cells: { count: verified.cellCount, sizeBytes: verified.sizeBytes },
    decoded: { segments: decoded.segments, frames: decoded.frames },
    renditions: tree.renditions.map(({ id, kind, segmentCount, durationSeconds, sizeBytes }) => {
      return { id, kind, segmentCount, durationSeconds, sizeBytes };
    }),
    rules: tree.rules.map((rule) => ({ ...rule, findings: rule.findings.slice(0, KEPT_FINDINGS) })),
    damage: joinDamagedParts([...damage, ...missingSound(plan)]),
    notes,
  };
  await objects.put(`${prefix}${REPORT_FILE_NAME}`, new TextEncoder().encode(JSON.stringify(report)));
  return report;
}

/** Undefined where none was kept: the revision is not ready, or older than reports are. */
export async function readReport(objects: ObjectStore, prefix: string): Promise<VideoReport | undefined> {
  const bytes = await objects.get(`${prefix}${REPORT_FILE_NAME}`);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as VideoReport);
}

/** Throws AppError STREAM_INVALID when the stream is more than a frame shorter or longer than its source. */
export function requireSourceLength(plan: Plan): void {
  const { sourceSeconds, streamSeconds, frameSeconds } = lengthOf(plan);
  if (sourceSeconds === undefined || Math.abs(sourceSeconds - streamSeconds) <= frameSeconds + 1e-6) return;
  throw new AppError('STREAM_INVALID', {
    message: `The stream lasts ${streamSeconds.toFixed(3)} s, its source ${sourceSeconds.toFixed(3)} s.`,
    retry: 'later',
  });
}

function lengthOf({ grid, sourceSeconds }: Plan): LengthReport {
  return {
    ...(sourceSeconds !== undefined && { sourceSeconds }),
    streamSeconds: toNumber(gridDuration(grid)),
    frameSeconds: toNumber(divide(rational(1), grid.frameRate)),
  };
}

/** Sound that is not in the source at all: nothing complains of it when it is read. */
function missingSound({ audio }: Plan): DamagedPart[] {
  return audio.flatMap(({ holes = [] }) => holes.map((hole) => ({ ...hole, of: 'sound' as const })));
}
