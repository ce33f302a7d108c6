import type { WorkContext } from '../../pipeline/work/work-context.ts';
import { mayEdit, type VideoAccess } from '../playback/video-access.ts';
import type { VideoPresenter } from '../playback/video-presenter.ts';
import { RememberedRights } from './remembered-rights.ts';
import { VideoFeed } from './video-feed.ts';

/** How many videos a stream of all of them begins with. */
const SNAPSHOT_LIMIT = 100;

/** The feed of all pages, over the tables and the rights of those who listen. */
export function createVideoFeed({
  work,
  access,
  presenter,
}: {
  readonly work: Pick<WorkContext, 'events' | 'videos' | 'logger'>;
  readonly access: VideoAccess;
  readonly presenter: VideoPresenter;
}): VideoFeed {
  return new VideoFeed({
    subscribe: (listener, onGap) => work.events.subscribe(listener, onGap),
    logger: work.logger,
    async load(query) {
      if ('ids' in query) {
        const { ids } = query;
        return ids.length === 0
          ? []
          : await presenter.read((await work.videos.list({ limit: ids.length, ids })).videos);
      }
      const within = await access.editableBy(query.newestFor);
      const { videos } = await work.videos.list({ limit: SNAPSHOT_LIMIT, ...(within && { within }) });
      return await presenter.read(videos);
    },
    showTo(asker, isWhole) {
      const remembered = new RememberedRights(access, asker);
      return async (facts) => {
        const rights = await remembered.of(
          facts.map(({ video }) => video),
          Date.now(),
        );
        const shown = isWhole ? facts.filter(({ video }) => mayEdit(rights.get(video.id))) : facts;
        return presenter.show(asker, shown, rights);
      };
    },
  });
}
