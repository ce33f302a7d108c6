import { AppError } from '../../kernel/app-error.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';
import { checkTree, type TreeReport } from '../check-tree/check-tree.ts';
import { createObjectTreeReader } from './object-tree-reader.ts';

/** Everything proving needs. */
export interface ProveTreeInput {
  readonly objects: ObjectStore;
  /** Where the master playlist lies; empty or ending in `/`. */
  readonly rootPrefix: string;
  /** Where the segments of each rendition lie, to be read ahead; none: each is read when it is looked at. */
  readonly segmentKeys: readonly (readonly string[])[];
  readonly tools: MediaTools;
  readonly files: TemporaryFiles;
  readonly workFolder: string;
  readonly signal?: AbortSignal;
}

/** Faults named in the error; the rest stand in the report that `lectern check` prints. */
const NAMED_FAULTS = 3;

/**
 * Reads the published tree back as a player would and applies every rule: ready means proven.
 *
 * Throws AppError STREAM_INVALID where a MUST is broken; what was published is the caller's to take back.
 */
export async function proveTree(input: ProveTreeInput): Promise<TreeReport> {
  const { objects, rootPrefix, segmentKeys, signal } = input;
  const report = await checkTree({
    reader: createObjectTreeReader(objects, rootPrefix, segmentKeys),
    tools: input.tools,
    temporaryFiles: input.files,
    workFolder: input.workFolder,
    signal,
  });
  if (report.isValid) return report;
  const faults = report.rules.flatMap((rule) => rule.findings).filter((finding) => finding.severity === 'must');
  const named = faults.slice(0, NAMED_FAULTS).map(({ rule, rendition, segment, message }) => {
    const where = [rendition, segment === undefined ? undefined : `segment ${segment}`].filter(Boolean).join(' ');
    return `${rule} ${where}: ${message}`;
  });
  throw new AppError('STREAM_INVALID', {
    message: `The finished stream breaks ${faults.length} rules: ${named.join('; ')}.`,
    retry: 'later',
  });
}
