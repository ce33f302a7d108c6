import './mantine-styles.ts';
import { Link, Outlet } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { formatPercent } from '../shared/format.ts';
import { LeaveQuestion } from './autosave/leave-question.tsx';
import classes from './studio-frame.module.css';
import { text } from './text.ts';
import { UndoBar } from './ui/undo-bar.tsx';
import { uploadQueue } from './uploads/upload-queue.ts';

/** What every page of the studio has around it: its areas, and the uploads that go on meanwhile. */
export function StudioFrame() {
  return (
    <>
      <div className={classes.bar}>
        <nav className={classes.nav} aria-label={text.nav.label}>
          <Link to="/studio" activeOptions={{ exact: true }}>
            {text.nav.courses}
          </Link>
          <Link to="/studio/videos">{text.nav.videos}</Link>
          <Link to="/studio/bin">{text.nav.bin}</Link>
        </nav>
        <UploadTally />
      </div>
      <Outlet />
      <LeaveQuestion />
      <UndoBar />
    </>
  );
}

function UploadTally() {
  const uploads = useSyncExternalStore(uploadQueue.subscribe, uploadQueue.list);
  const running = uploads.filter(({ state }) => state !== 'sent');
  const total = running.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sent = running.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  if (running.length === 0) return null;
  return (
    <span className={classes.tally}>
      {text.nav.uploading(running.length, formatPercent(total === 0 ? 0 : (sent / total) * 100))}
    </span>
  );
}
