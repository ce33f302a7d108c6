import type { VideoView } from '../src/http/video-view.ts';

/** The video of the page tests, encoded to a share. Plays the tree of `makeShortTree`, served under `/v/`. */
export function lectureAt(percent: number): VideoView {
  const isReady = percent === 100;
  return {
    id: 'lecture',
    title: 'Lecture 1',
    fileName: 'lecture-1.mp4',
    state: isReady ? 'ready' : 'processing',
    playable: percent > 0,
    hlsUrl: '/v/master.m3u8',
    dashUrl: '/v/manifest.mpd',
    posterUrl: '/v/poster.jpg',
    durationSeconds: 4,
    renditions: [rendition(180), rendition(360)],
    progress: {
      percent,
      perRendition: { '180p': percent, '360p': isReady ? 100 : percent / 2 },
      ...(!isReady && { secondsLeft: 130 }),
    },
    notes: isReady ? ['The sound was made stereo.'] : [],
    createdAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
  };
}

function rendition(height: number): VideoView['renditions'][number] {
  const width = Math.round((height * 16) / 9 / 2) * 2;
  return { id: `${height}p`, kind: 'video', width, height, frameRate: 25, codecs: '', maxBitrateBps: 1 };
}
