import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import HLS from 'hls-parser';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import type { MasterPlaylist, MediaPlaylist } from './playlist.ts';
import { readPlaylist } from './read-playlist.ts';

const GOLDEN = join(import.meta.dirname, '../../../test/golden/playlists');

/** The first lines that every media playlist here begins with. */
function media(...lines: string[]): string {
  return ['#EXTM3U', '#EXT-X-TARGETDURATION:4', ...lines, ''].join('\n');
}

describe('a playlist', () => {
  it.each(readdirSync(GOLDEN).filter((name) => name.endsWith('.m3u8')))(
    'of ours (%s) is read to the same values as by hls-parser',
    (name) => {
      const text = readFileSync(join(GOLDEN, name), 'utf8');
      const ours = readPlaylist(text);
      const theirs = HLS.parse(text);
      expect(ours.kind === 'master').toBe(theirs.isMasterPlaylist);
      if (ours.kind === 'media') compareMedia(ours, theirs as HLS.types.MediaPlaylist);
      else compareMaster(ours, theirs as HLS.types.MasterPlaylist);
    },
  );

  it('of one file with byte ranges is read as PeerTube writes it', () => {
    const playlist = readPlaylist(
      media(
        '#EXT-X-MAP:URI="720.mp4",BYTERANGE="1334@0"',
        '#EXTINF:4.004000,',
        '#EXT-X-BYTERANGE:1000@1334',
        '720.mp4',
        '#EXTINF:4,a title, with a comma',
        '#EXT-X-BYTERANGE:500',
        '720.mp4',
      ),
    ) as MediaPlaylist;
    expect(playlist.segments.map(({ byteRange }) => byteRange)).toEqual([
      { start: 1334, end: 2334 },
      { start: 2334, end: 2834 },
    ]);
    expect(playlist.segments[1]?.map).toEqual({ uri: '720.mp4', byteRange: { start: 0, end: 1334 } });
    expect(playlist.segments[1]?.durationSeconds).toBe(4);
  });

  it('says where a key, a gap and a new clock begin and end', () => {
    const playlist = readPlaylist(
      media(
        '#EXT-X-KEY:METHOD=AES-128,URI="key.bin"',
        '#EXTINF:2,',
        'a.ts',
        '#EXT-X-KEY:METHOD=NONE',
        '#EXT-X-DISCONTINUITY',
        '#EXTINF:2,',
        'b.ts',
        '#EXT-X-GAP',
        '#EXTINF:2,',
        'c.ts',
        '#EXT-X-ENDLIST',
      ),
    ) as MediaPlaylist;
    expect(playlist.segments).toEqual([
      expect.objectContaining({ key: { method: 'AES-128', uri: 'key.bin' }, isDiscontinuity: false, isGap: false }),
      { uri: 'b.ts', durationSeconds: 2, isDiscontinuity: true, isGap: false },
      { uri: 'c.ts', durationSeconds: 2, isDiscontinuity: false, isGap: true },
    ]);
    expect(playlist).toMatchObject({ hasEnd: true, version: 1, isIFramesOnly: false });
    expect(playlist).not.toHaveProperty('playlistType');
  });

  it('is read with CRLF line ends, a byte order mark, comments and unknown tags', () => {
    const text = '\ufeff#EXTM3U\r\n# hello\r\n#EXT-X-NEW:1\r\n#EXT-X-TARGETDURATION:4\r\n\r\n#EXTINF:3.5\r\na.ts\r\n';
    const playlist = readPlaylist(text) as MediaPlaylist;
    expect(playlist).toMatchObject({ targetDurationSeconds: 4, segments: [{ uri: 'a.ts', durationSeconds: 3.5 }] });
  });

  it('keeps what makes no sense as unknown, for the rules to judge', () => {
    const text = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=fast,RESOLUTION=0x0,FRAME-RATE=-1\nlow.m3u8\n';
    expect((readPlaylist(text) as MasterPlaylist).variants).toEqual([{ uri: 'low.m3u8', codecs: [] }]);
  });

  it.each([
    ['text', 'hello', 'line 1: wanted #EXTM3U'],
    ['nothing', '', 'line 1: wanted #EXTM3U'],
    ['no content', '#EXTM3U\n', 'wanted variants or segments'],
    ['both kinds', `${media()}#EXT-X-STREAM-INF:BANDWIDTH=1\nx.m3u8\n`, 'line 3: wanted tags of one kind'],
    ['a segment without EXTINF', media('a.ts'), 'line 3: wanted EXTINF'],
    ['an EXTINF without number', media('#EXTINF:long,', 'a.ts'), 'line 3: wanted seconds'],
    ['a range without offset', media('#EXTINF:1,', '#EXT-X-BYTERANGE:5', 'a.ts'), 'line 5: wanted an offset'],
    ['a range beyond 2^53', media('#EXTINF:1,', '#EXT-X-BYTERANGE:9007199254740991@9', 'a.ts'), 'below 2^53'],
    ['a map without URI', media('#EXT-X-MAP:BYTERANGE="1@0"'), 'line 3: wanted a URI'],
    ['a variant without URI', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n', 'line 2: wanted a URI'],
    ['two variants in a row', '#EXTM3U\n#EXT-X-STREAM-INF:A=1\n#EXT-X-STREAM-INF:A=1\nx\n', 'line 2: wanted a URI'],
    ['an I-frame variant without URI', '#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1\n', 'line 2: wanted a URI'],
  ])('of %s is refused', (_, text, message) => {
    expect(() => readPlaylist(text)).toThrow(MediaError);
    expect(() => readPlaylist(text)).toThrow(message);
  });

  it('cannot take more memory than its limits', () => {
    expect(() => readPlaylist(`#EXTM3U\n${'x'.repeat(33 * 1024 * 1024)}`)).toThrow('characters');
    expect(() => readPlaylist(`#EXTM3U${'\n'.repeat(1_000_001)}`)).toThrow('lines');
    expect(() => readPlaylist(media('#EXTINF:1,\na\n'.repeat(50_001)))).toThrow('segments');
  });

  it('of any text throws nothing but MediaError', () => {
    const line = fc.oneof(
      fc.constantFrom('#EXTINF:2,', '#EXT-X-ENDLIST', '#EXT-X-BYTERANGE:1@2', 'a.ts', '#EXT-X-MEDIA:TYPE=AUDIO'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          readPlaylist(['#EXTM3U', ...lines].join('\n'));
        } catch (error) {
          expect(error).toBeInstanceOf(MediaError);
        }
      }),
    );
  });
});

function compareMedia(ours: MediaPlaylist, theirs: HLS.types.MediaPlaylist): void {
  expect(ours).toMatchObject({
    version: theirs.version,
    targetDurationSeconds: theirs.targetDuration,
    playlistType: theirs.playlistType,
    hasEnd: theirs.endlist,
    isIFramesOnly: theirs.isIFrame ?? false,
    isIndependentSegments: theirs.independentSegments ?? false,
  });
  expect(ours.segments.map(({ uri, durationSeconds, map }) => [uri, durationSeconds, map?.uri])).toEqual(
    theirs.segments.map(({ uri, duration, map }) => [uri, duration, map?.uri]),
  );
  const ranges = theirs.segments.map(({ byterange }) => byterange && [byterange.offset, byterange.length]);
  expect(ours.segments.map(({ byteRange: range }) => range && [range.start, range.end - range.start])).toEqual(ranges);
}

function compareMaster(ours: MasterPlaylist, theirs: HLS.types.MasterPlaylist): void {
  const variants = [...ours.variants, ...ours.iframeVariants].map((variant) => ({
    uri: variant.uri,
    bandwidth: variant.bandwidthBps,
    averageBandwidth: variant.averageBandwidthBps,
    codecs: variant.codecs.join(','),
    resolution: variant.resolution,
    frameRate: variant.frameRate,
  }));
  expect(variants).toEqual(
    theirs.variants.map(({ uri, bandwidth, averageBandwidth, codecs, resolution, frameRate }) => {
      return { uri, bandwidth, averageBandwidth, codecs, resolution, frameRate };
    }),
  );
  const sound = theirs.variants.find(({ isIFrameOnly }) => !isIFrameOnly)?.audio ?? [];
  expect(ours.media.map(({ uri, language, name, isDefault }) => [uri, language, name, isDefault])).toEqual(
    sound.map(({ uri, language, name, isDefault }) => [uri, language, name, isDefault]),
  );
}
