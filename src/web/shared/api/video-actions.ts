import { useMutation, useQueryClient } from '@tanstack/react-query';
import { text } from '../text.ts';
import { tell } from '../ui/toasts.tsx';
import { ApiError, api } from './api-client.ts';
import { dropVideo, putVideo, videoQuery } from './video-queries.ts';
import type { Video } from './video.ts';

/** What can be done with a video. A refusal is told at the edge of the page; the stream brings the new state. */
export function useVideoActions(video: Video) {
  const client = useQueryClient();
  const onError = (error: Error): void => tell(explain(error), true);
  const askAgain = (): Promise<void> => client.invalidateQueries({ queryKey: videoQuery(video.id).queryKey });
  return {
    retry: useMutation({ mutationFn: () => api.retryVideo(video.id), onError, onSuccess: askAgain }),
    cancel: useMutation({ mutationFn: () => api.cancelVideo(video.id), onError, onSuccess: askAgain }),
    rename: useMutation({
      mutationFn: (title: string) => api.renameVideo(video.id, title),
      onError,
      onSuccess: (renamed) => putVideo(client, renamed),
    }),
    remove: useMutation({
      mutationFn: () => api.deleteVideo(video.id),
      onError,
      onSuccess: () => {
        dropVideo(client, video.id);
        tell(text.deletion.done(video.title));
      },
    }),
  };
}

function explain(error: Error): string {
  return error instanceof ApiError ? `${error.problem.message} ${error.problem.action}`.trim() : error.message;
}
