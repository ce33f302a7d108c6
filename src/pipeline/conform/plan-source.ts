import type { Plan } from '../../media/plan/plan.ts';
import { makePlan } from '../make-plan/make-plan.ts';
import { publishEarly } from '../publish/publish-playlists.ts';
import type { SourceLimits, SourceReading } from '../read-facts/read-facts.ts';
import { videoWorkFolder, type WorkContext } from '../work/work-context.ts';
import { roomToRewrite } from '../work/work-room.ts';
import { conformIfNeeded } from './conform.ts';

/** A source that was read, and where what is planned of it goes. */
export interface SourceToPlan extends SourceReading {
  readonly videoId: string;
  readonly sourcePath: string;
  readonly limits: SourceLimits;
  /** Folder of the revision. */
  readonly prefix: string;
  /** Folder in which the first playlists of the whole lie. */
  readonly rootPrefix: string;
  /** Whether it is rewritten where it must be; else it is known that it need not. */
  readonly mayConform: boolean;
  readonly signal: AbortSignal;
}

/** A plan that is not saved yet. */
export interface PlannedSource {
  readonly plan: Plan;
  /** The file that cells are encoded from in place of the uploaded one; it may have to stay in the work folder. */
  readonly rewritten: { readonly name: string; readonly isMoved: boolean } | undefined;
  /** The caller's to remove. */
  readonly workFolder: string;
}

/**
 * Makes the plan of a source, rewritten before where it must be, and stores its playlists: a plan that can be seen can be
 * played. What attempts that were killed left of the video goes first; what an attempt that fails has written goes at once,
 * since the next one may wait for that very room. Throws AppError SOURCE_… or DISK_FULL.
 */
export async function planSource(context: WorkContext, input: SourceToPlan): Promise<PlannedSource> {
  const { files, tools, head, objects, sources, settings } = context;
  const { videoId, prefix, rootPrefix, mayConform, ...reading } = input;
  const { policy } = settings;
  const parent = videoWorkFolder(settings, videoId);
  await files.remove(parent);
  const workFolder = await files.makeFolder(parent, 'prepare');
  try {
    const maxFileBytes = await roomToRewrite(context);
    const source = mayConform
      ? await conformIfNeeded({ ...reading, policy, head, tools, maxFileBytes, workFolder })
      : { ...reading, isConformed: false };
    const plan = await makePlan({ ...source, policy, tools, objects, prefix, workFolder, signal: reading.signal });
    const rewritten = source.isConformed ? await sources.keepRewritten(videoId, source.sourcePath) : undefined;
    await publishEarly({ plan, objects, prefix, rootPrefix });
    return { plan, rewritten, workFolder };
  } catch (error) {
    await files.remove(workFolder);
    throw error;
  }
}
