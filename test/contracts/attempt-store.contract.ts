import { describe, expect, it } from 'vitest';

import { newId } from '../../src/kernel/ids.ts';
import type { AttemptStore } from '../../src/videos/attempt-store.ts';
import type { VideoStore } from '../../src/videos/video-store.ts';

/** What holds for every AttemptStore. */
export function describeAttemptStore(
  name: string,
  open: () => { readonly videos: VideoStore; readonly attempts: AttemptStore },
): void {
  const newVideo = async (): Promise<string> => {
    const video = await open().videos.create({ id: newId(), title: 'Lecture', fileName: 'lecture.mp4' });
    return video.id;
  };

  describe(`attempt store: ${name}`, () => {
    it('counts what threw apart from what died', async () => {
      const { attempts } = open();
      const id = await newVideo();
      expect(await attempts.begin(id, 'chunk-0')).toEqual({ failures: 0, interruptions: 0 });
      expect(await attempts.fail(id, 'chunk-0')).toEqual({ failures: 1, interruptions: 0 });
      expect(await attempts.begin(id, 'chunk-0')).toEqual({ failures: 1, interruptions: 0 });
      // Nothing was heard of that one: its process died.
      expect(await attempts.begin(id, 'chunk-0')).toEqual({ failures: 1, interruptions: 1 });
      expect(await attempts.begin(id, 'chunk-1')).toEqual({ failures: 0, interruptions: 0 });
    });

    it('holds nothing against a job that ended well, or against a video that is tried anew', async () => {
      const { attempts } = open();
      const id = await newVideo();
      for (const job of ['a', 'b', 'c']) await attempts.begin(id, job);
      await attempts.forget(id, 'a');
      expect(await attempts.begin(id, 'a')).toEqual({ failures: 0, interruptions: 0 });
      expect(await attempts.begin(id, 'b')).toEqual({ failures: 0, interruptions: 1 });
      await attempts.forgetAll(id);
      expect(await attempts.begin(id, 'c')).toEqual({ failures: 0, interruptions: 0 });
    });

    it('counts every beginning, also of workers that begin at once', async () => {
      const { attempts } = open();
      const id = await newVideo();
      await Promise.all(Array.from({ length: 8 }, () => attempts.begin(id, 'job')));
      expect(await attempts.begin(id, 'job')).toEqual({ failures: 0, interruptions: 8 });
    });
  });
}
