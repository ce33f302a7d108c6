/* Shaka Player on the DASH manifest of the same segments. */
const query = new URLSearchParams(location.search);
const video = document.querySelector('video');
const errors = [];
const player = new globalThis.shaka.Player();
player.addEventListener('error', ({ detail }) => {
  if (detail.severity === globalThis.shaka.util.Error.Severity.CRITICAL || !query.has('seek')) {
    errors.push(String(detail.code));
  }
});
await player.attach(video);
await player.load(query.get('src') ?? '/media/manifest.mpd').catch((error) => errors.push(String(error.code)));
globalThis.reportPlayback(video, { query, errors });
