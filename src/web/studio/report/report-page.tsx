import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { useLiveUpdates } from '../../shared/api/live-updates.ts';
import { sessionQuery } from '../../shared/api/session.ts';
import { videoQuery } from '../../shared/api/video-queries.ts';
import type { Video } from '../../shared/api/video.ts';
import { formatDuration } from '../../shared/format.ts';
import { StateTag } from '../../shared/progress/state-tag.tsx';
import { BackIcon } from '../../shared/ui/icons.tsx';
import { usePageTitle } from '../../shared/ui/use-page-title.ts';
import { NotFoundPage } from '../../shell/not-found-page.tsx';
import { LessonPlayer } from '../lesson/player/lesson-player.tsx';
import type { PlayerHandle } from '../lesson/player/lesson-player.tsx';
import { text } from '../text.ts';
import { FilePanel } from './file-panel.tsx';
import { Empty, Loaded } from '../ui/page-states.tsx';
import { Panel } from '../ui/panel.tsx';
import { RestartButton } from '../videos/restart-button.tsx';
import { RetryButton } from '../videos/retry-button.tsx';
import classes from './report-page.module.css';
import { ReportPanels } from './report-panels.tsx';
import { failureDetailQuery, videoReportQuery } from './video-report.ts';

/** What is known of one video: what was checked of it, what was odd, or why it failed. */
export function ReportPage() {
  const { id } = useParams({ from: '/studio/videos/$id' });
  useLiveUpdates();
  const query = useQuery(videoQuery(id));
  usePageTitle(text.report.title(query.data?.title ?? ''));
  return (
    <Loaded query={query} rows={5} missing={<NotFoundPage title={text.report.notFound} />}>
      {(video) => (
        <>
          <Link to="/studio/videos" className={classes.back}>
            <BackIcon size={18} />
            {text.report.back}
          </Link>
          <header className={classes.head}>
            <h1>{video.title}</h1>
            <p className={classes.facts}>
              <StateTag video={video} />
              {video.durationSeconds !== undefined && <span>{formatDuration(video.durationSeconds)}</span>}
              <span className={classes.fileName}>{video.fileName}</span>
            </p>
          </header>
          <Body video={video} />
        </>
      )}
    </Loaded>
  );
}

function Body({ video }: { video: Video }) {
  if (video.state === 'failed') return <Failure video={video} />;
  if (video.state === 'ready') return <Proven video={video} />;
  return (
    <div className={classes.stack}>
      <Empty title={text.report.unproven} hint={text.report.unprovenHint} />
      {video.state === 'processing' && <OwnFile video={video} />}
    </div>
  );
}

/** For those who may take the file away. */
function OwnFile({ video }: { video: Video }) {
  return video.mayDelete ? <FilePanel video={video} /> : null;
}

function Failure({ video }: { video: Video }) {
  const { id, problem, notes } = video;
  return (
    <div className={classes.stack}>
      <Panel title={text.report.failed}>
        <div className={classes.reason}>
          <p>
            <strong>{problem?.message}</strong> {problem?.action}
          </p>
          <div className={classes.actions}>
            <RetryButton videoId={id} />
            <RestartButton videoId={id} />
          </div>
        </div>
        <TechnicalTail videoId={id} />
      </Panel>
      <OwnFile video={video} />
      {notes.length > 0 && (
        <Panel title={text.report.odd}>
          <ul className={classes.notes}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}

/** Command, exit code and last lines: only administrators are told. */
function TechnicalTail({ videoId }: { videoId: string }) {
  const isAdmin = useQuery(sessionQuery).data?.person?.role === 'admin';
  const { data } = useQuery({ ...failureDetailQuery(videoId), enabled: isAdmin });
  if (!data) return null;
  return (
    <details className={classes.details}>
      <summary>{text.report.details}</summary>
      <pre tabIndex={0}>{data}</pre>
    </details>
  );
}

function Proven({ video }: { video: Video }) {
  const query = useQuery(videoReportQuery(video.id));
  const player = useRef<PlayerHandle>(null);
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        {video.hlsUrl !== undefined && <LessonPlayer key={fileKey(video)} video={video} ref={player} />}
        <OwnFile video={video} />
      </div>
      <div className={classes.stack}>
        <Loaded query={query} rows={4} missing={<Empty title={text.report.unproven} hint={text.report.older} />}>
          {(report) => <ReportPanels report={report} onSeek={(seconds) => player.current?.seek(seconds)} />}
        </Loaded>
      </div>
    </div>
  );
}

/** Another one for another file: a player goes on with what it began. */
function fileKey({ id, uploadedAt }: Video): string {
  return `${id} ${uploadedAt?.getTime() ?? ''}`;
}
