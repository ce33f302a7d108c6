import type { TaughtCourse } from '../../shared/api/studio/course-editing.ts';
import { text } from '../text.ts';
import classes from './video-tally.module.css';

/** What a course's videos are doing, as far as somebody should know: "2 processing, 1 failed". */
export function VideoTally({ counts }: { counts: TaughtCourse['videoCounts'] }) {
  if (counts === undefined) return null;
  const { uploading = 0, processing = 0, failed = 0, ready = 0 } = counts;
  const isQuiet = uploading + processing + failed === 0;
  return (
    <p className={classes.tally}>
      {uploading > 0 && <span>{text.tally.uploading(uploading)}</span>}
      {processing > 0 && <span className={classes.busy}>{text.tally.processing(processing)}</span>}
      {failed > 0 && <span className={classes.failed}>{text.tally.failed(failed)}</span>}
      {isQuiet && ready > 0 && <span className={classes.ready}>{text.tally.allReady}</span>}
    </p>
  );
}
