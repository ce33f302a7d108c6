import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../shared/api/api-client.ts';
import { videoQuery } from '../../shared/api/video-queries.ts';
import { text as sharedText } from '../../shared/text.ts';
import { tellProblem } from '../ui/tell-problem.ts';

/** Takes up the work on a failed video where it ended. */
export function RetryButton({ videoId }: { videoId: string }) {
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.retryVideo(videoId),
    onError: tellProblem,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: videoQuery(videoId).queryKey });
      await client.invalidateQueries({ queryKey: ['studio'] });
    },
  });
  return (
    <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
      {sharedText.video.retry}
    </Button>
  );
}
