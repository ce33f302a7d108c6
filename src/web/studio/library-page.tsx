import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useLiveUpdates } from '../shared/api/live-updates.ts';
import { failureOf, limitsQuery, videosQuery } from '../shared/api/video-queries.ts';
import type { Video } from '../shared/api/video.ts';
import { text } from '../shared/text.ts';
import { tell } from '../shared/ui/toasts.tsx';
import { usePageTitle } from '../shared/ui/use-page-title.ts';
import classes from './library-page.module.css';
import { joinEntries } from './library/list-entries.ts';
import { VideoList } from './library/video-list.tsx';
import { DropZone } from './uploads/choose/drop-zone.tsx';
import { lessonOfUpload } from './uploads/lesson-of-upload.ts';
import { Refusals } from './uploads/choose/refusals.tsx';
import type { Refusal } from './uploads/choose/refusals.tsx';
import { sendFile } from './uploads/send-file.ts';
import type { UploadPurpose } from './uploads/upload-purpose.ts';
import { uploadQueue } from './uploads/upload-queue.ts';

/** Uploading, and the list of everything uploaded. */
export function LibraryPage() {
  usePageTitle(text.library.title);
  useLiveUpdates();
  const client = useQueryClient();
  const limits = useQuery(limitsQuery).data;
  const list = useInfiniteQuery(videosQuery);
  const uploads = useSyncExternalStore(uploadQueue.subscribe, uploadQueue.list);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const videos = useMemo(() => list.data?.pages.flatMap((page) => page.videos) ?? [], [list.data]);
  const entries = useMemo(() => joinEntries(videos, uploads), [videos, uploads]);

  // The server announces new videos by itself; this covers a stream that is down just now.
  const sentCount = uploads.filter(({ state }) => state === 'sent').length;
  useEffect(() => {
    if (sentCount > 0) void client.invalidateQueries({ queryKey: videosQuery.queryKey });
  }, [client, sentCount]);

  const add = (files: readonly File[], purpose: UploadPurpose = {}): void => {
    const refused = files.flatMap((file) => {
      const reason = sendFile(file, limits, purpose);
      return reason === undefined ? [] : [{ fileName: file.name, reason }];
    });
    setRefusals(refused);
  };
  const resumeWith = (video: Video, file: File): void => {
    const purpose = { lessonId: lessonOfUpload(video.id), replaces: video.replaces };
    if (file.name === video.fileName) add([file], purpose);
    else tell(text.uploads.otherFile(video.fileName), true);
  };

  return (
    <>
      <DropZone limits={limits} onFiles={(files) => add(files)} />
      <Refusals refusals={refusals} onDismiss={() => setRefusals([])} />
      <h1 className={classes.title}>{text.library.title}</h1>
      <VideoList
        entries={entries}
        isLoading={list.isPending}
        failure={failureOf(list)}
        onRetry={() => void list.refetch()}
        onChooseAgain={resumeWith}
        more={
          list.hasNextPage ? { isLoading: list.isFetchingNextPage, load: () => void list.fetchNextPage() } : undefined
        }
      />
    </>
  );
}
