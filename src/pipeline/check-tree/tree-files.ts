import type { PlaylistResource } from '../../media/hls/playlist.ts';
import type { ResponseFacts } from '../../media/rules/tree-facts.ts';
import type { TreeAnswer, TreeFile, TreeReader } from './tree-reader.ts';

/** Reads a tree's files and remembers how a server answered. */
export class TreeFiles {
  readonly #reader: TreeReader;
  /** By everything but the path: a thousand segments answer alike. */
  readonly #responses = new Map<string, ResponseFacts>();

  constructor(reader: TreeReader) {
    this.#reader = reader;
  }

  /** Undefined for a folder. */
  get responses(): readonly ResponseFacts[] | undefined {
    return this.#reader.transport === 'http' ? [...this.#responses.values()] : undefined;
  }

  /** Reads a playlist as UTF-8 (RFC 8216, 4: anything else is an error). */
  async readPlaylistText(path: string): Promise<{ readonly text: string } | { readonly fault: string }> {
    const file = this.#remember(path, 'playlist', undefined, await this.#reader.read(path));
    if ('fault' in file) return file;
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(file.bytes) };
    } catch {
      return { fault: 'is not UTF-8 text' };
    }
  }

  /** Reads what a playlist at `fromPath` names. */
  async readResource(
    fromPath: string,
    resource: PlaylistResource,
    kind: 'init' | 'segment',
    container: ResponseFacts['container'],
  ): Promise<TreeFile | { readonly fault: string }> {
    const path = this.#reader.resolve(fromPath, resource.uri);
    if (path === undefined) return { fault: 'lies outside the tree or on another server' };
    return this.#remember(path, kind, container, await this.#reader.read(path, resource.byteRange));
  }

  #remember(
    path: string,
    kind: ResponseFacts['kind'],
    container: ResponseFacts['container'],
    answer: TreeAnswer,
  ): TreeAnswer {
    if ('fault' in answer || !answer.response) return answer;
    const facts = { kind, ...answer.response, ...(container && { container }) };
    const key = JSON.stringify(facts);
    if (!this.#responses.has(key)) this.#responses.set(key, { path, ...facts });
    return answer;
  }
}
