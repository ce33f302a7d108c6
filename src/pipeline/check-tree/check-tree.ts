import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import type { MasterPlaylist } from '../../media/hls/playlist.ts';
import { readPlaylist } from '../../media/hls/read-playlist.ts';
import { MediaError } from '../../media/media-error.ts';
import { applyRules } from '../../media/rules/apply-rules.ts';
import type { RenditionPictures } from '../../media/rules/pictures/compare-pictures.ts';
import type { RuleResult } from '../../media/rules/rule.ts';
import type { IframeListFacts, RenditionFacts, SourceFacts, TreeFacts } from '../../media/rules/tree-facts.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { MediaTools } from '../../ports/media-tools.ts';
import type { TemporaryFiles } from '../../ports/temporary-files.ts';
import { PictureDecoder } from './decode-pictures.ts';
import { judgePictures } from './judge-pictures.ts';
import { listRenditions } from './list-renditions.ts';
import { loadIframeList } from './load-iframe-list.ts';
import { loadRendition } from './load-rendition.ts';
import { TreeFiles } from './tree-files.ts';
import type { TreeReader } from './tree-reader.ts';

/** A tree and what is needed to check it. */
export interface CheckTreeInput {
  readonly reader: TreeReader;
  readonly tools: MediaTools;
  readonly temporaryFiles: TemporaryFiles;
  /** Where private folders may be made. */
  readonly workFolder: string;
  /** The file that the tree was made from. */
  readonly source?: SourceInput & { readonly facts: SourceFacts };
  readonly signal?: AbortSignal;
}

/** What was found, rule by rule, and what it was found in. */
export interface TreeReport {
  /** False when a MUST is broken. */
  readonly isValid: boolean;
  readonly rules: readonly RuleResult[];
  readonly renditions: readonly RenditionSummary[];
  /** First pictures that were compared, and with what; undefined when there was nothing to compare. */
  readonly pictures?: { readonly comparedCount: number; readonly comparedWith: string };
}

/** One rendition in a line. */
export interface RenditionSummary {
  readonly id: string;
  readonly kind: RenditionFacts['kind'];
  readonly container: RenditionFacts['container'];
  readonly segmentCount: number;
  readonly durationSeconds: number;
  readonly sizeBytes: number;
}

/**
 * Reads a whole HLS tree, ours or anybody's, and applies every rule. Nothing is written, and one segment at a time is in memory.
 *
 * Throws AppError SOURCE_MISSING without a playlist to begin with and STREAM_INVALID when that is none; whatever else is
 * wrong with the tree is in the report.
 */
export async function checkTree(input: CheckTreeInput): Promise<TreeReport> {
  const files = new TreeFiles(input.reader);
  const entryPath = await input.reader.findEntry();
  const master = await readEntry(entryPath, files);
  const sources = listRenditions(master, entryPath, input.reader);
  const renditions: RenditionFacts[] = [];
  const pictures: RenditionPictures[] = [];
  for (const source of sources) {
    const decoder = new PictureDecoder(input);
    const rendition = await loadRendition(source, files, async (segmentIndex, annexB) => {
      throwIfCancelled(input.signal);
      await decoder.add(segmentIndex, annexB);
    });
    throwIfCancelled(input.signal);
    renditions.push(rendition);
    const decoded = await decoder.finish();
    if (decoded.size > 0) pictures.push({ renditionId: rendition.id, pictures: decoded });
  }
  const iframeLists: IframeListFacts[] = [];
  for (const variant of master?.iframeVariants ?? []) {
    iframeLists.push(await loadIframeList(variant.uri, entryPath, input.reader, files, sources, renditions));
  }
  const judged = await judgePictures(renditions, pictures, input.source, input);
  const tree: TreeFacts = {
    renditions,
    iframeLists,
    ...(master && { master }),
    ...(files.responses && { responses: files.responses }),
    ...(judged && { pictures: judged }),
    ...(input.source && { source: input.source.facts }),
  };
  const rules = applyRules(tree);
  return {
    isValid: rules.every(({ status }) => status !== 'must'),
    rules,
    renditions: renditions.map(summarise),
    ...(judged && { pictures: { comparedCount: judged.comparedCount, comparedWith: judged.comparedWith } }),
  };
}

/** Undefined when the entry is a media playlist, which is then the only rendition. */
async function readEntry(path: string, files: TreeFiles): Promise<MasterPlaylist | undefined> {
  const text = await files.readPlaylistText(path);
  if ('fault' in text) throw new AppError('SOURCE_MISSING', { message: `${path} ${text.fault}.` });
  try {
    const playlist = readPlaylist(text.text);
    return playlist.kind === 'master' ? playlist : undefined;
  } catch (cause) {
    if (!(cause instanceof MediaError)) throw cause;
    throw new AppError('STREAM_INVALID', { message: `${path} is no HLS playlist: ${cause.message}.`, cause });
  }
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('CANCELLED', { message: 'The check was cancelled.' });
}

function summarise({ id, kind, container, segments }: RenditionFacts): RenditionSummary {
  return {
    id,
    kind,
    container,
    segmentCount: segments.length,
    durationSeconds: segments.reduce((sum, segment) => sum + segment.durationSeconds, 0),
    sizeBytes: segments.reduce((sum, segment) => sum + (segment.sizeBytes ?? 0), 0),
  };
}
