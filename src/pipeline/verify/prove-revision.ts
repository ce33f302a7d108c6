import type { Plan } from '../../media/plan/plan.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';
import type { CellKey, FilledCell } from '../../videos/cell.ts';
import { IMAGES_FOLDER } from '../../videos/revision.ts';
import type { TreeReport } from '../check-tree/check-tree.ts';
import { makeImages } from '../images/make-images.ts';
import { publishEarly, publishReady } from '../publish/publish-playlists.ts';
import { decodeSample, type SampleReport } from './decode-sample.ts';
import { proveTree } from './prove-tree.ts';
import { segmentKeys } from './segment-keys.ts';
import { type VerifyReport, verifyRevision } from './verify-revision.ts';

/** Everything proving a revision needs. */
export interface ProveRevisionInput {
  readonly plan: Plan;
  readonly cells: readonly FilledCell[];
  readonly objects: ObjectStore;
  /** Where its segments lie. */
  readonly prefix: string;
  /** Where its master playlist is published: what plays beside it lies elsewhere. */
  readonly rootPrefix: string;
  readonly tools: MediaTools;
  readonly files: TemporaryFiles;
  readonly workFolder: string;
  readonly signal: AbortSignal;
}

/** Cells that must be encoded again, or what was proven. */
export type RevisionProof =
  | { readonly faults: VerifyReport['faults'] }
  | { readonly verified: VerifyReport; readonly decoded: SampleReport; readonly tree: TreeReport };

/**
 * Reads a revision whose cells are all filled back, makes its pictures, publishes measured playlists, and applies every rule to what
 * was published. Where anything is wrong, the playlists are those that were planned again.
 *
 * It is the last thing of a video, and other encoders have nothing of it to do any more: what does not need each other goes at
 * once. Throws AppError STREAM_INVALID for what no segment alone can be blamed for.
 */
export async function proveRevision(input: ProveRevisionInput): Promise<RevisionProof> {
  const { objects, plan, cells, prefix, rootPrefix, tools, files, workFolder, signal } = input;
  const decoding = decodeSample(input);
  const picturing = makeImages({ ...input, imagesPrefix: `${prefix}${IMAGES_FOLDER}/` });
  const proveIt = async (): Promise<{ verified: VerifyReport; tree?: TreeReport }> => {
    const verified = await verifyRevision(input);
    if (verified.faults.length > 0) return { verified };
    await publishReady({ plan, cells, objects, prefix, rootPrefix });
    const reading = { objects, rootPrefix, segmentKeys: segmentKeys(plan, prefix) };
    return { verified, tree: await proveTree({ ...reading, tools, files, workFolder, signal }) };
  };
  const proving = proveIt();
  // None may go on in a folder that is removed.
  await Promise.allSettled([decoding, picturing, proving]);
  try {
    const [{ verified, tree }, decoded] = [await proving, await decoding];
    if (tree && decoded.faults.length === 0) {
      await picturing;
      return { verified, decoded, tree };
    }
    await publishEarly({ plan, objects, prefix, rootPrefix });
    return { faults: together(verified.faults, decoded.faults) };
  } catch (error) {
    await publishEarly({ plan, objects, prefix, rootPrefix });
    throw error;
  }
}

function together(first: VerifyReport['faults'], others: SampleReport['faults']): VerifyReport['faults'] {
  const isKnown = (cell: CellKey): boolean =>
    first.some((each) => each.cell.renditionId === cell.renditionId && each.cell.segmentIndex === cell.segmentIndex);
  return [...first, ...others.filter(({ cell }) => !isKnown(cell))];
}
