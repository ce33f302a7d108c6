import path from 'node:path';

import type { PlaylistSegment } from '../../media/hls/playlist.ts';
import { joinedPictureArguments, pictureDistance } from '../../media/rules/pictures/small-picture.ts';
import type { RenditionFacts } from '../../media/rules/tree-facts.ts';
import { runForPictures } from './decode-pictures.ts';
import type { RenditionSource } from './load-rendition.ts';
import type { DecodeTools } from './run-for-bytes.ts';
import type { TreeFiles } from './tree-files.ts';

/** How far two pictures in a row may differ in any scene of little movement, and how far beyond what is usual around them. */
const SAME_SCENE = 15;
const OVER_USUAL = 1.25;

/**
 * Tells whether a segment's pictures go on from the segment before, and go over into the one after, in the same rendition: the
 * last picture and the next one are near each other then. Decodes two segments at a time, so it is for doubts only.
 */
export class SeamPictures {
  readonly #files: TreeFiles;
  readonly #sources: readonly RenditionSource[];
  readonly #renditions: readonly RenditionFacts[];
  readonly #tools: DecodeTools;

  constructor(
    files: TreeFiles,
    sources: readonly RenditionSource[],
    renditions: readonly RenditionFacts[],
    tools: DecodeTools,
  ) {
    this.#files = files;
    this.#sources = sources;
    this.#renditions = renditions;
    this.#tools = tools;
  }

  /** Undefined when neither border could be looked at. A cut at one border is allowed: one that fits is enough. */
  async fits(renditionId: string, segmentIndex: number): Promise<boolean | undefined> {
    const before = await this.#goesOn(renditionId, segmentIndex - 1);
    if (before) return true;
    const after = await this.#goesOn(renditionId, segmentIndex);
    return after ?? before;
  }

  /** Whether the next segment's first picture follows the last of this one; undefined where one is missing or damaged. */
  async #goesOn(renditionId: string, index: number): Promise<boolean | undefined> {
    const at = this.#renditions.findIndex(({ id }) => id === renditionId);
    const rendition = this.#renditions[at];
    const fromPath = this.#sources[at]?.path;
    const entries = [rendition?.playlist?.segments[index], rendition?.playlist?.segments[index + 1]] as const;
    const count = rendition?.segments[index]?.video?.sampleCount;
    const [first, second] = entries;
    if (!first || !second || !count || fromPath === undefined) return undefined;
    const parts = await this.#read(fromPath, first, second);
    const pictures = parts && (await this.#decode(parts, first.map ? 'mov' : 'mpegts'));
    if (!pictures || pictures.length <= count) return undefined;
    const steps = pictures.slice(1).map((picture, i) => pictureDistance(picture, pictures[i] as Uint8Array));
    const [atBorder = 0] = steps.splice(count - 1, 1);
    const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length * 0.9)] ?? 0;
    return atBorder <= Math.max(SAME_SCENE, OVER_USUAL * usual);
  }

  async #read(
    fromPath: string,
    first: PlaylistSegment,
    second: PlaylistSegment,
  ): Promise<readonly Uint8Array[] | undefined> {
    const parts: Uint8Array[] = [];
    if (first.map) {
      const init = await this.#files.readResource(fromPath, first.map, 'init', 'fmp4');
      if ('fault' in init) return undefined;
      parts.push(init.bytes);
    }
    for (const entry of [first, second]) {
      const file = await this.#files.readResource(fromPath, entry, 'segment', first.map ? 'fmp4' : 'ts');
      if ('fault' in file) return undefined;
      parts.push(file.bytes);
    }
    return parts;
  }

  async #decode(parts: readonly Uint8Array[], demuxer: string): Promise<readonly Uint8Array[]> {
    const { temporaryFiles, workFolder } = this.#tools;
    const folder = await temporaryFiles.makeFolder(workFolder, 'lectern-check');
    const file = path.join(folder, 'two-segments');
    try {
      for (const bytes of parts) await temporaryFiles.append(file, bytes);
      return (await runForPictures(joinedPictureArguments({ path: file, demuxer }), file, this.#tools)).pictures;
    } finally {
      await temporaryFiles.remove(folder);
    }
  }
}
