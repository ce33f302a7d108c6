import { createHmac } from 'node:crypto';

import type { Database } from '../../adapters/database/database.ts';
import { readOrMakeSecret } from '../../adapters/database/stores/secret-store.ts';
import { mayAdminister, mayDeleteVideo, mayEditVideo, mayPlayVideo, type VideoPlace } from '../../accounts/policies.ts';
import type { Principal } from '../../accounts/principal.ts';
import { createPlayGuard, type PlayGuard } from '../../delivery/access/permission.ts';
import { PlaybackTokens, type TokenHolder } from '../../delivery/access/playback-token.ts';
import { ShortMemory } from '../../delivery/short-memory.ts';
import { createPlaybackUrls, type PlaybackUrls } from '../../delivery/access/playback-urls.ts';
import type { VideoAccess, VideoRight } from '../../http/playback/video-access.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VideoStore } from '../../videos/video-store.ts';
import type { Video } from '../../videos/video.ts';

/** Where accounts, videos and courses are asked. */
export interface PlaybackSources {
  readonly videos: Pick<VideoStore, 'find'>;
  /** Who a session or key belongs to now; undefined: it has ended, or its person is not active any more. */
  readonly principalOf: (holder: TokenHolder) => Promise<Principal | undefined>;
  /** The lessons that show each video, as somebody stands in their courses. */
  readonly placesOf: (
    videoIds: readonly string[],
    personId?: string,
  ) => Promise<ReadonlyMap<string, readonly VideoPlace[]>>;
  /** Videos shown in the courses that somebody teaches. */
  readonly videosTaughtBy: (personId: string) => Promise<readonly string[]>;
}

/** Who may play and edit which video, and the addresses that let them. */
export interface Playback {
  readonly access: VideoAccess;
  readonly urls: PlaybackUrls;
  readonly guard: PlayGuard;
}

/** Joins the rules of accounts with what videos and courses know. */
export function openPlayback(options: {
  readonly sources: PlaybackSources;
  /** See `installationSecret`. */
  readonly secret: string;
  readonly publicMediaUrl?: string | undefined;
  readonly clock: Pick<Clock, 'nowMs'>;
}): Playback {
  const { sources, clock } = options;
  const nowMs = (): number => clock.nowMs();
  const secret = createHmac('sha256', options.secret).update('playback').digest('base64url');
  const tokens = new PlaybackTokens({ secret, nowMs });
  const access = createVideoAccess(sources);
  const keys = new ShortMemory<boolean>({ nowMs, keptMs: 5_000, isKept: (isGood) => isGood });
  // A class watches one video: what is asked of it for one viewer is good for the others who ask in the same second.
  const known = new ShortMemory<Video | undefined>({ nowMs, keptMs: 1_000, isKept: (video) => video !== undefined });
  const findVideo = async (id: string): Promise<Video | undefined> =>
    await known.ask(id, async () => await sources.videos.find(id));
  const policy = {
    async isStillGood(holder: TokenHolder) {
      const ask = async (): Promise<boolean> => (await sources.principalOf(holder)) !== undefined;
      // Accounts remember sessions themselves, and know at once which of them have ended here.
      return holder.kind === 'session' ? await ask() : await keys.ask(holder.id, ask);
    },
    async mayPlay(holder: TokenHolder, videoId: string) {
      const [principal, video] = await Promise.all([sources.principalOf(holder), findVideo(videoId)]);
      if (!principal || !video) return false;
      return (await access.rightsOf(principal, [video])).get(videoId) !== 'none';
    },
    visibilityOf: async (videoId: string) => (await sources.videos.find(videoId))?.visibility,
  };
  return {
    access,
    urls: createPlaybackUrls(tokens, options.publicMediaUrl),
    guard: createPlayGuard({ policy, tokens, nowMs }),
  };
}

/** What signs tokens: LECTERN_SECRET, or a secret made once and kept in the tables, which all servers share. */
export async function installationSecret(setting: string | undefined, db: Database): Promise<string> {
  return setting ?? (await readOrMakeSecret(db, 'installation'));
}

function createVideoAccess({ principalOf, placesOf, videosTaughtBy }: PlaybackSources): VideoAccess {
  return {
    async rightsOf(principal, videos) {
      if (mayAdminister(principal)) return new Map(videos.map(({ id }) => [id, 'delete' as const]));
      const personId = principal.kind === 'anonymous' ? undefined : principal.id;
      const ids = videos.map(({ id }) => id);
      const places: Awaited<ReturnType<typeof placesOf>> =
        personId === undefined || ids.length === 0 ? new Map() : await placesOf(ids, personId);
      return new Map(
        videos.map(({ id, ownerId, visibility }): [string, VideoRight] => {
          const standing = { visibility, courses: places.get(id) ?? [], ...(ownerId !== undefined && { ownerId }) };
          if (mayDeleteVideo(principal, standing)) return [id, 'delete'];
          if (mayEditVideo(principal, standing)) return [id, 'edit'];
          return [id, mayPlayVideo(principal, standing) ? 'play' : 'none'];
        }),
      );
    },
    async editableBy(principal) {
      if (mayAdminister(principal)) return undefined;
      if (principal.kind === 'anonymous') return { ownerId: '', ids: [] };
      const { id: ownerId } = principal;
      return { ownerId, ids: await videosTaughtBy(ownerId) };
    },
    async isStillValid(principal) {
      if (principal.kind === 'anonymous') return false;
      const isPerson = principal.kind === 'person';
      const holder: TokenHolder = {
        kind: isPerson ? 'session' : 'key',
        id: isPerson ? principal.sessionId : principal.id,
      };
      const now = await principalOf(holder);
      return now?.kind === principal.kind && now.role === principal.role;
    },
  };
}
