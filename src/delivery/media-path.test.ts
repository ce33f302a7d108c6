import { describe, expect, it } from 'vitest';

import { parseMediaPath } from './media-path.ts';

const VIDEO = '0123456789abcdefghjk';
const REVISION = 'zyxwvtsrqpnmkjhgfedc';

describe('parseMediaPath', () => {
  it.each([
    [`${VIDEO}/master.m3u8`, 'application/vnd.apple.mpegurl', 'root', `hls/${VIDEO}/master.m3u8`],
    [`${VIDEO}/manifest.mpd`, 'application/dash+xml', 'root', `hls/${VIDEO}/manifest.mpd`],
    [`${VIDEO}/${REVISION}/720p/playlist.m3u8`, 'application/vnd.apple.mpegurl', 'playlist', undefined],
    [`${VIDEO}/${REVISION}/720p/iframes.m3u8`, 'application/vnd.apple.mpegurl', 'playlist', undefined],
    [`${VIDEO}/${REVISION}/audio-2/init.mp4`, 'video/mp4', 'file', undefined],
    [`${VIDEO}/${REVISION}/720p/segment_00042.m4s`, 'video/iso.segment', 'cell', undefined],
    [`${VIDEO}/${REVISION}/images/poster.jpg`, 'image/jpeg', 'file', undefined],
  ])('knows %s', (path, contentType, kind, key = `hls/${path}`) => {
    expect(parseMediaPath(path)).toMatchObject({ videoId: VIDEO, contentType, kind, key });
  });

  it('names the cell of a segment', () => {
    const cell = { revisionId: REVISION, renditionId: 'audio', segmentIndex: 42 };
    expect(parseMediaPath(`${VIDEO}/${REVISION}/audio/segment_00042.m4s`)).toMatchObject({ cell });
  });

  it('leaves it to the video’s row where its file lies', () => {
    expect(parseMediaPath(`${VIDEO}/original`)).toEqual({ videoId: VIDEO, kind: 'original' });
  });

  it.each([
    '',
    VIDEO,
    `${VIDEO}/`,
    `${VIDEO}/source.bin`,
    `${VIDEO}/original/source.bin`,
    `${VIDEO}/${REVISION}/original`,
    `${VIDEO}/master.m3u8/x`,
    `../${VIDEO}/master.m3u8`,
    `${VIDEO}/../${VIDEO}/master.m3u8`,
    `${VIDEO}/${REVISION}/../../originals/${VIDEO}/source.bin`,
    `${VIDEO}/${REVISION}/../playlist.m3u8`,
    `${VIDEO}/${REVISION}/./playlist.m3u8`,
    `${VIDEO}/${REVISION}//playlist.m3u8`,
    `${VIDEO}/${REVISION}/720p/segment_1.m4s`,
    `${VIDEO}/${REVISION}/720p/segment_00001.m4s.part`,
    `${VIDEO}/${REVISION}/720p/segment_99999999999999.m4s`,
    `${VIDEO}/${REVISION}/images/../x.jpg`,
    `${VIDEO}/${REVISION}/images/poster.jpg\0`,
    `${VIDEO}/${REVISION}/720p\\playlist.m3u8`,
    `${VIDEO.toUpperCase()}/master.m3u8`,
  ])('refuses %j', (path) => {
    expect(parseMediaPath(path)).toBeUndefined();
  });
});
