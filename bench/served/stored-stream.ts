import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { segmentFileName } from '../../src/media/plan/names.ts';
import { revisionPrefixes, videoPrefix } from '../../src/videos/revision.ts';

/** One file of a stream: which rendition, which segment; an init has none. */
interface StoredPart {
  readonly rendition: string;
  readonly segment: number | undefined;
  /** When it got its final name, in ms since 1970, exact to about 4 ms. */
  readonly storedAt: number;
}

/** A segment's place on the timeline. */
export interface SegmentPlace {
  readonly index: number;
  readonly startSeconds: number;
  readonly durationSeconds: number;
}

/**
 * What the server has stored of one video, read from its data folder: without a question to it, so looking costs it
 * nothing, and afterwards is early enough, since files keep the moment at which they were renamed.
 */
export class StoredStream {
  readonly #media: string;
  readonly #id: string;

  constructor(dataFolder: string, id: string) {
    this.#media = path.join(dataFolder, 'media');
    this.#id = id;
  }

  /** When the upload became the source; undefined before. */
  get sourceAt(): number | undefined {
    return storedAt(path.join(this.#media, 'originals', this.#id, 'source.bin'));
  }

  /** When the master playlist was stored last: at the plan, and again when the video becomes ready. */
  get masterAt(): number | undefined {
    return storedAt(path.join(this.#media, videoPrefix(this.#id), 'master.m3u8'));
  }

  /** Inits and segments of all renditions; empty before the plan. */
  parts(): StoredPart[] {
    const revision = this.#revisionFolder();
    if (revision === undefined) return [];
    return namesIn(revision).flatMap((rendition) =>
      namesIn(path.join(revision, rendition)).flatMap((name): StoredPart[] => {
        const segment = /^segment_(\d+)\.m4s$/.exec(name)?.[1];
        if (segment === undefined && name !== 'init.mp4') return [];
        const at = storedAt(path.join(revision, rendition, name));
        return at === undefined ? [] : [{ rendition, segment: segment && Number(segment), storedAt: at } as StoredPart];
      }),
    );
  }

  /** The segments of a rendition in order, as its playlist has them. */
  segments(rendition: string): SegmentPlace[] {
    const playlist = path.join(this.#revisionFolder() ?? '', rendition, 'playlist.m3u8');
    return parseSegments(readFileSync(playlist, 'utf8'));
  }

  /** Segments of all pictures as players ask for them below the video's address: `<revision>/<rendition>/<file>`. */
  picturePaths(): string[] {
    const root = path.join(this.#media, videoPrefix(this.#id));
    const revision = path.relative(root, this.#revisionFolder() ?? root);
    return this.parts().flatMap(({ rendition, segment }) =>
      segment === undefined || !/^\d+p/.test(rendition) ? [] : [`${revision}/${rendition}/${segmentFileName(segment)}`],
    );
  }

  #revisionFolder(): string | undefined {
    const root = path.join(this.#media, videoPrefix(this.#id));
    const revision = namesIn(root).find((name) => !name.includes('.'));
    return revision && path.join(this.#media, revisionPrefixes(this.#id, revision).prefix);
  }
}

/** The places of a media playlist's segments. */
export function parseSegments(playlist: string): SegmentPlace[] {
  let startSeconds = 0;
  return [...playlist.matchAll(/^#EXTINF:([\d.]+)/gm)].map((match, index) => {
    const place = { index, startSeconds, durationSeconds: Number(match[1]) };
    startSeconds += place.durationSeconds;
    return place;
  });
}

function storedAt(file: string): number | undefined {
  // A rename changes ctime and leaves mtime.
  return statSync(file, { throwIfNoEntry: false })?.ctimeMs;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
