import { describe, expect, it } from 'vitest';

import type { ObjectStore } from '../../ports/object-store.ts';
import { lecturePlan, smallCells } from '../../../test/golden/small-plan.ts';
import { publishEarly, publishReady } from './publish-playlists.ts';

/** Remembers what was put, in order. */
function rememberingStore(): { objects: ObjectStore; puts: string[]; texts: Map<string, string> } {
  const puts: string[] = [];
  const texts = new Map<string, string>();
  const put: ObjectStore['put'] = async (key, bytes) => {
    puts.push(key);
    texts.set(key, new TextDecoder().decode(bytes));
  };
  return { objects: { put } as ObjectStore, puts, texts };
}

const plan = lecturePlan();
const cells = smallCells(plan);
const PREFIXES = { prefix: 'hls/v1/r1/', rootPrefix: 'hls/v1/' };

describe('publishing', () => {
  it('early writes every media playlist before the manifest, and the master last', async () => {
    const { objects, puts, texts } = rememberingStore();
    await publishEarly({ plan, objects, ...PREFIXES });
    expect(puts).toEqual([
      ...['360p', '720p', 'audio', 'audio-2'].map((id) => `hls/v1/r1/${id}/playlist.m3u8`),
      'hls/v1/manifest.mpd',
      'hls/v1/master.m3u8',
    ]);
    expect(texts.get('hls/v1/master.m3u8')).toContain('\nr1/360p/playlist.m3u8\n');
    expect(texts.get('hls/v1/master.m3u8')).not.toContain('AVERAGE-BANDWIDTH');
    expect(texts.get('hls/v1/manifest.mpd')).toContain('"r1/$RepresentationID$/init.mp4"');
  });

  it('when ready adds I-frame playlists and rewrites only the two files at the top', async () => {
    const { objects, puts, texts } = rememberingStore();
    await publishReady({ plan, objects, cells, ...PREFIXES });
    expect(puts).toEqual([
      'hls/v1/r1/360p/iframes.m3u8',
      'hls/v1/r1/720p/iframes.m3u8',
      'hls/v1/manifest.mpd',
      'hls/v1/master.m3u8',
    ]);
    expect(texts.get('hls/v1/master.m3u8')).toContain('r1/720p/iframes.m3u8');
    expect(texts.get('hls/v1/master.m3u8')).toContain('AVERAGE-BANDWIDTH');
  });

  it('twice gives the same bytes', async () => {
    const { objects, texts } = rememberingStore();
    await publishReady({ plan, objects, cells, prefix: '', rootPrefix: '' });
    const first = new Map(texts);
    await publishReady({ plan, objects, cells: cells.toReversed(), prefix: '', rootPrefix: '' });
    expect(texts).toEqual(first);
  });

  it('when ready writes nothing while a cell is missing', async () => {
    const { objects, puts } = rememberingStore();
    await expect(publishReady({ plan, objects, cells: cells.slice(1), ...PREFIXES })).rejects.toThrow('360p segment 0');
    expect(puts).toEqual([]);
  });
});
