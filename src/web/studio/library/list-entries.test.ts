import { describe, expect, it } from 'vitest';
import type { Video } from '../../shared/api/video.ts';
import type { Upload } from '../uploads/upload-queue.ts';
import { joinEntries } from './list-entries.ts';

const video = (id: string, state: Video['state']) => ({ id, state }) as Video;
const upload = (id: string, videoId?: string, state: Upload['state'] = 'sending') => ({ id, videoId, state }) as Upload;
const shape = (videos: Video[], uploads: Upload[]) =>
  joinEntries(videos, uploads).map(({ kind, key }) => `${kind} ${key}`);

describe('joinEntries', () => {
  it('puts uploads the server does not list yet on top, newest first', () => {
    expect(shape([video('old', 'ready')], [upload('a'), upload('b', 'vb')])).toEqual([
      'upload vb',
      'upload a',
      'video old',
    ]);
  });

  it('shows one line for an upload and its video', () => {
    expect(shape([video('v', 'uploading')], [upload('a', 'v')])).toEqual(['upload v']);
  });

  it.each(['processing', 'ready', 'failed'] as const)('shows the video once it is %s', (state) => {
    expect(shape([video('v', state)], [upload('a', 'v', 'sent')])).toEqual(['video v']);
  });

  it('does not bring a deleted video back', () => {
    expect(shape([], [upload('a', 'gone', 'sent')])).toEqual([]);
  });
});
