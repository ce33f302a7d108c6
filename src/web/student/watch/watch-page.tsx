import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { ApiError } from '../../shared/api/api-client.ts';
import { useLiveUpdates } from '../../shared/api/live-updates.ts';
import { failureOf, videoQuery } from '../../shared/api/video-queries.ts';
import type { Video } from '../../shared/api/video.ts';
import { formatAge, formatDuration } from '../../shared/format.ts';
import { StateTag } from '../../shared/progress/state-tag.tsx';
import { text } from '../../shared/text.ts';
import { BackIcon } from '../../shared/ui/icons.tsx';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { EditableTitle } from './editable-title.tsx';
import { Stage } from './stage.tsx';
import { StreamDetails } from './stream-details.tsx';
import { VideoState } from './video-state.tsx';
import classes from './watch-page.module.css';

/** One video: the player, what it is, how far it is. */
export function WatchPage() {
  const { id } = useParams({ from: '/watch/$id' });
  useLiveUpdates(id);
  const query = useQuery(videoQuery(id));
  const video = query.data;
  const failure = failureOf(query);
  const isGone = failure instanceof ApiError && failure.status === 404;
  usePageTitle(video?.title ?? text.library.title);
  if (isGone) return <NotFoundPage title={text.shell.videoNotFound} />;
  return (
    <>
      <Link to="/studio/videos" className={classes.back}>
        <BackIcon size={18} />
        {text.watch.back}
      </Link>
      {video !== undefined && <Watch video={video} />}
      {video === undefined && failure === undefined && <WatchSkeleton />}
      {video === undefined && failure !== undefined && (
        <ProblemBox
          message={failure.message}
          {...(failure instanceof ApiError && failure.problem)}
          button={text.shell.tryAgain}
          onPress={() => void query.refetch()}
        />
      )}
    </>
  );
}

function Watch({ video }: { video: Video }) {
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <Stage key={video.id} video={video} />
        <div className={classes.about}>
          <EditableTitle video={video} />
          <p className={classes.facts}>
            <StateTag video={video} />
            {video.durationSeconds !== undefined && <span>{formatDuration(video.durationSeconds)}</span>}
            <time dateTime={video.createdAt.toISOString()}>{formatAge(video.createdAt, new Date())}</time>
            <span className={classes.file}>{video.fileName}</span>
          </p>
          <VideoState video={video} />
          {video.notes.length > 0 && (
            <section className={classes.notes}>
              <h2>{text.watch.notesTitle}</h2>
              <ul>
                {video.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
      <StreamDetails video={video} />
    </div>
  );
}

function WatchSkeleton() {
  return (
    <div role="status" aria-label={text.shell.loading}>
      <div className={classes.stageSkeleton} />
      <Skeleton height={22} width="40%" mt={24} />
      <Skeleton height={12} width="24%" mt={14} />
    </div>
  );
}
