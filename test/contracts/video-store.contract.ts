import { describe, expect, it } from 'vitest';

import { newId } from '../../src/kernel/ids.ts';
import type { VideoStore } from '../../src/videos/video-store.ts';

/** What holds for every VideoStore. `open` may give the same one again, with videos of other tests in it. */
export function describeVideoStore(name: string, open: () => VideoStore): void {
  const newVideo = (title = 'Lecture') => ({ id: newId(), title, fileName: 'lecture.mp4' });

  describe(`video store: ${name}`, () => {
    it('keeps what is known of an upload, and leaves out what is not', async () => {
      const store = open();
      const known = { ...newVideo('Größe & 量'), sizeBytes: 2 ** 40 };
      const video = await store.create(known);
      expect(video).toEqual({
        ...known,
        state: 'uploading',
        isPlayable: false,
        visibility: 'private',
        createdAt: expect.any(Date) as Date,
        updatedAt: expect.any(Date) as Date,
      });
      expect(await store.find(known.id)).toEqual(video);
      expect(await store.find(newId())).toBeUndefined();
      expect(await store.create(newVideo())).not.toHaveProperty('sizeBytes');
    });

    it('lists newest first, in pages that neither repeat nor leave out a video', async () => {
      const store = open();
      const ids: string[] = [];
      for (let i = 0; i < 7; i++) ids.push((await store.create(newVideo())).id);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list({ limit: 3, ids, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.videos.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen.toSorted()).toEqual(ids.toSorted());
      const { videos } = await store.list({ limit: 7, ids, cursor: 'no cursor' });
      const times = videos.map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => b - a));
    });

    it('lists by state', async () => {
      const store = open();
      const [one, two] = [await store.create(newVideo()), await store.create(newVideo())];
      await store.transition(two.id, 'finishUpload');
      const ids = [one.id, two.id];
      expect((await store.list({ limit: 9, ids, state: 'processing' })).videos.map(({ id }) => id)).toEqual([two.id]);
    });

    it('renames a video that is there', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      expect((await store.change(id, { title: 'New' }))?.title).toBe('New');
      expect((await store.find(id))?.title).toBe('New');
      expect(await store.change(newId(), { title: 'New' })).toBeUndefined();
    });

    it('keeps by which name the bucket knows an upload', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      expect(await store.noteDirectUpload(id, '2~x')).toBe(true);
      expect(await store.find(id)).toMatchObject({ directUploadId: '2~x', state: 'uploading' });
      expect(await store.noteDirectUpload(newId(), '2~x')).toBe(false);
    });

    it('takes allowed transitions only, and keeps a failure until it is over', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      await expect(store.transition(id, 'finish')).rejects.toMatchObject({ code: 'VIDEO_STATE_CONFLICT' });
      await expect(store.transition(newId(), 'finish')).rejects.toMatchObject({ code: 'VIDEO_NOT_FOUND' });
      expect(await store.transition(id, 'finishUpload', { sizeBytes: 5 })).toMatchObject({
        state: 'processing',
        sizeBytes: 5,
        uploadedAt: expect.any(Date) as Date,
      });
      const failure = { code: 'ENCODE_FAILED', message: 'It failed.', detail: 'exit 1' } as const;
      await store.transition(id, 'fail', { failure });
      expect(await store.find(id)).toMatchObject({ state: 'failed', failure });
      expect(await store.transition(id, 'retry')).not.toHaveProperty('failure');
      expect(await store.transition(id, 'finish')).toMatchObject({ state: 'ready', isPlayable: true });
    });

    it('knows of no plan after a restart', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      await expect(store.transition(id, 'restart')).rejects.toMatchObject({ code: 'VIDEO_STATE_CONFLICT' });
      await store.transition(id, 'finishUpload');
      await store.markPlayable(id);
      await store.transition(id, 'fail', { failure: { code: 'ENCODE_FAILED', message: 'It failed.' } });
      const video = await store.transition(id, 'restart');
      expect(video).toMatchObject({ state: 'processing', isPlayable: false });
      expect(video).not.toHaveProperty('failure');
    });

    it('lets one of many win a transition', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => store.transition(id, 'finishUpload')));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('says once that a video became playable', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      const answers = await Promise.all(Array.from({ length: 4 }, () => store.markPlayable(id)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await store.find(id))?.isPlayable).toBe(true);
    });

    it('remembers a deleted video until its files are gone too', async () => {
      const store = open();
      const { id } = await store.create(newVideo());
      expect(await store.delete(id)).toEqual([id]);
      expect(await store.delete(id)).toEqual([]);
      expect(await store.find(id)).toBeUndefined();
      expect(await store.listDeletions()).toContain(id);
      await store.finishDeletion(id);
      expect(await store.listDeletions()).not.toContain(id);
    });
  });
}
