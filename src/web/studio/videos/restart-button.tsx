import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../shared/api/api-client.ts';
import { videoQuery } from '../../shared/api/video-queries.ts';
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx';
import { text } from '../text.ts';
import { tellProblem } from '../ui/tell-problem.ts';

/** Begins a failed video anew from its source, after asking: what was encoded is thrown away. */
export function RestartButton({ videoId }: { videoId: string }) {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const restart = useMutation({
    mutationFn: () => api.retryVideo(videoId, 'beginning'),
    onError: tellProblem,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: videoQuery(videoId).queryKey });
      await client.invalidateQueries({ queryKey: ['studio'] });
    },
  });
  return (
    <>
      <Button size="xs" variant="subtle" color="gray" loading={restart.isPending} onClick={() => setIsAsking(true)}>
        {text.restart.button}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={text.restart.title}
          body={text.restart.body}
          confirm={text.restart.confirm}
          keep={text.cancel}
          onConfirm={() => restart.mutate()}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  );
}
