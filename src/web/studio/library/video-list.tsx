import { Button, Skeleton } from '@mantine/core';
import { ApiError } from '../../shared/api/api-client.ts';
import type { Video } from '../../shared/api/video.ts';
import { text } from '../../shared/text.ts';
import { ProblemBox } from '../../shared/ui/problem-box.tsx';
import type { ListEntry } from './list-entries.ts';
import { UploadRow } from './upload-row.tsx';
import classes from './video-list.module.css';
import { VideoRow } from './video-row.tsx';

/** The list in all its states: loading, unreachable, empty, filled. */
export function VideoList(props: {
  entries: readonly ListEntry[];
  isLoading: boolean;
  failure: Error | undefined;
  onRetry: () => void;
  onChooseAgain: (video: Video, file: File) => void;
  more: { isLoading: boolean; load: () => void } | undefined;
}) {
  const { entries, more } = props;
  if (entries.length === 0 && props.failure !== undefined) {
    return <ListFailure failure={props.failure} onRetry={props.onRetry} />;
  }
  if (entries.length === 0 && props.isLoading) return <ListSkeleton />;
  if (entries.length === 0) {
    return (
      <div className={classes.empty}>
        <h2>{text.library.empty}</h2>
        <p>{text.library.emptyHint}</p>
      </div>
    );
  }
  return (
    <>
      <ul className={classes.list} aria-label={text.library.listLabel}>
        {entries.map((entry) => (
          <li key={entry.key}>
            {entry.kind === 'upload' ? (
              <UploadRow upload={entry.upload} />
            ) : (
              <VideoRow video={entry.video} onChooseAgain={(file) => props.onChooseAgain(entry.video, file)} />
            )}
          </li>
        ))}
      </ul>
      {more !== undefined && (
        <div className={classes.more}>
          <Button variant="default" loading={more.isLoading} onClick={more.load}>
            {text.library.showMore}
          </Button>
        </div>
      )}
    </>
  );
}

function ListFailure({ failure, onRetry }: { failure: Error; onRetry: () => void }) {
  return (
    <ProblemBox
      {...(failure instanceof ApiError && failure.problem)}
      message={`${text.library.failed}. ${failure.message}`}
      button={text.shell.tryAgain}
      onPress={onRetry}
    />
  );
}

/** Three lines of the size that real ones have. */
function ListSkeleton() {
  return (
    <div className={classes.list} role="status" aria-label={text.shell.loading}>
      {[0, 1, 2].map((line) => (
        <div key={line} className={classes.skeleton}>
          <Skeleton className={classes.skeletonPoster} radius={10} />
          <div>
            <Skeleton height={14} width="45%" mb={12} />
            <Skeleton height={10} width="28%" />
          </div>
        </div>
      ))}
    </div>
  );
}
