import type { SourceInput } from '../../media/ffmpeg/input-arguments.ts';
import type { MasterPlaylist } from '../../media/hls/playlist.ts';
import { readPlaylist } from '../../media/hls/read-playlist.ts';
import { MediaError } from '../../media/media-error.ts';
import { applyRules } from '../../media/rules/apply-rules.ts';
import type { RenditionPictures } from '../../media/rules/pictures/compare-pictures.ts';
import type { RuleResult } from '../../media/rules/rule.ts';
import type {
  ContentFacts,
  IframeListFacts,
  RenditionFacts,
  SourceFacts,
  Stranger,
  TreeFacts,
} from '../../media/rules/tree-facts.ts';
import { AppError } from '../../kernel/app-error.ts';
import { PictureDecoder } from './decode-pictures.ts';
import { judgePictures } from './judge-pictures.ts';
import { listRenditions } from './list-renditions.ts';
import { loadIframeList } from './load-iframe-list.ts';
import { loadRendition } from './load-rendition.ts';
import type { DecodeTools } from './run-for-bytes.ts';
import { SeamPictures } from './seam-pictures.ts';
import { SoundJudge } from './judge-sound.ts';
import { TreeFiles } from './tree-files.ts';
import type { TreeReader } from './tree-reader.ts';

/** A tree and what is needed to check it. */
export interface CheckTreeInput extends DecodeTools {
  readonly reader: TreeReader;
  /** The file that the tree was made from. */
  readonly source?: SourceInput & { readonly facts: SourceFacts; readonly audioCount: number };
}

/** What was found, rule by rule, and what it was found in. */
export interface TreeReport {
  /** False when a MUST is broken. */
  readonly isValid: boolean;
  readonly rules: readonly RuleResult[];
  readonly renditions: readonly RenditionSummary[];
  /** How much was decoded and compared. */
  readonly compared: Omit<ContentFacts, 'strangers'>;
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
  const strangers: Stranger[] = [];
  let soundsWithSource = 0;
  for (const source of sources) {
    const decoder = new PictureDecoder(input);
    const judge = input.source && new SoundJudge(input.source, input);
    const rendition = await loadRendition(source, files, {
      async onFirstPicture(segmentIndex, annexB) {
        throwIfCancelled(input.signal);
        await decoder.add(segmentIndex, annexB);
      },
      async onSound(segment, init) {
        throwIfCancelled(input.signal);
        await judge?.add(segment, init);
      },
    });
    throwIfCancelled(input.signal);
    renditions.push(rendition);
    const decoded = await decoder.finish();
    if (decoded.pictures.size > 0) pictures.push({ renditionId: rendition.id, pictures: decoded.pictures });
    const sound = await judge?.finish();
    soundsWithSource += sound?.comparedCount ?? 0;
    strangers.push(
      ...decoded.undecodable.map(strangerIn(rendition, 'its first picture cannot be decoded without errors')),
      ...(sound?.strangers ?? []).map(strangerIn(rendition, 'its sound is not what the source has at that time')),
    );
  }
  const iframeLists: IframeListFacts[] = [];
  for (const variant of master?.iframeVariants ?? []) {
    iframeLists.push(await loadIframeList(variant.uri, entryPath, input.reader, files, sources, renditions));
  }
  const judged = await judgePictures(
    renditions,
    pictures,
    input.source,
    new SeamPictures(files, sources, renditions, input),
    input,
  );
  const content: ContentFacts = { ...judged, soundsWithSource, strangers: [...strangers, ...judged.strangers] };
  const tree: TreeFacts = {
    renditions,
    iframeLists,
    content,
    ...(master && { master }),
    ...(files.responses && { responses: files.responses }),
    ...(input.source && { source: input.source.facts }),
  };
  const rules = applyRules(tree);
  return {
    isValid: rules.every(({ status }) => status !== 'must'),
    rules,
    renditions: renditions.map(summarise),
    compared: {
      picturesWithRenditions: judged.picturesWithRenditions,
      picturesWithSource: judged.picturesWithSource,
      soundsWithSource,
    },
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

function strangerIn(rendition: RenditionFacts, message: string): (segmentIndex: number) => Stranger {
  return (segmentIndex) => ({ renditionId: rendition.id, segmentIndex, message });
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
