import type { Video } from '../../videos/video.ts';
import type { VideoAccess, VideoRight } from '../playback/video-access.ts';
import type { Asker } from '../playback/video-presenter.ts';

/** A page that listens is told of a change of its rights within this time. */
const REMEMBERED_MS = 10_000;

/** The rights of one listener, asked for once in 10 s: videos that are being encoded change a few times a second. */
export class RememberedRights {
  readonly #access: Pick<VideoAccess, 'rightsOf'>;
  readonly #principal: Asker['principal'];
  readonly #known = new Map<string, { readonly right: VideoRight; readonly untilMs: number }>();

  constructor(access: Pick<VideoAccess, 'rightsOf'>, { principal }: Asker) {
    this.#access = access;
    this.#principal = principal;
  }

  /** By video id. */
  async of(videos: readonly Video[], nowMs: number): Promise<ReadonlyMap<string, VideoRight>> {
    const unknown = videos.filter(({ id }) => (this.#known.get(id)?.untilMs ?? 0) <= nowMs);
    if (unknown.length > 0) {
      const rights = await this.#access.rightsOf(this.#principal, unknown);
      for (const { id } of unknown) {
        this.#known.set(id, { right: rights.get(id) ?? 'none', untilMs: nowMs + REMEMBERED_MS });
      }
    }
    return new Map(videos.map(({ id }) => [id, this.#known.get(id)?.right ?? 'none']));
  }
}
