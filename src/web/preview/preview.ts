// The page of `lectern preview DIR`: plays media/master.m3u8, or the playlist named by ?playlist=.
import '../../player/lectern-player.ts';
import type { LecternPlayer, LecternPlayerEvents } from '../../player/lectern-player.ts';

const player = document.querySelector<LecternPlayer>('#player');
const now = document.querySelector<HTMLElement>('#now');
if (player === null || now === null) throw new Error('bug: preview/index.html has lost its elements');

const playlist = new URLSearchParams(location.search).get('playlist');
if (playlist !== null) player.setAttribute('src', new URL(playlist, new URL('media/', location.href)).href);

player.addEventListener('lectern-ready', () => {
  // The picture's own shape: a lecture in 4:3 or a portrait video gets no bars.
  const video = player.querySelector('video');
  if (video !== null) player.style.aspectRatio = `${video.videoWidth} / ${video.videoHeight}`;
});
player.addEventListener('lectern-quality', (event) => {
  const { label, isAutomatic } = (event as LecternPlayerEvents['lectern-quality']).detail;
  now.textContent = isAutomatic ? `Playing ${label}, chosen automatically.` : `Playing ${label}.`;
});
player.addEventListener('lectern-error', (event) => {
  now.textContent = (event as LecternPlayerEvents['lectern-error']).detail.message;
});
