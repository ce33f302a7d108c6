/* Shaka Player on the DASH manifest of the same segments. */
const video = document.querySelector('video');
const errors = [];
const player = new globalThis.shaka.Player();
player.addEventListener('error', (event) => errors.push(String(event.detail.code)));
await player.attach(video);
await player.load('/media/manifest.mpd').catch((error) => errors.push(String(error.code)));
globalThis.reportPlayback(video, { untilSeconds: Number(new URLSearchParams(location.search).get('until')), errors });
