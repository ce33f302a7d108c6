/* Plain hls.js, as any other site would use it. */
const query = new URLSearchParams(location.search);
const video = document.querySelector('video');
const errors = [];
// With a buffer of so many seconds; of a small stream it would load minutes.
const buffer = query.has('buffer') ? { maxMaxBufferLength: Number(query.get('buffer')) } : {};
const hls = new globalThis.Hls({ enableWorker: false, ...buffer });
// With a seek, segments may be refused for a while: only what hls.js gives up on counts.
hls.on(globalThis.Hls.Events.ERROR, (_event, data) => {
  if (data.fatal || !query.has('seek')) errors.push(data.details);
});
hls.attachMedia(video);
hls.loadSource(query.get('src') ?? '/media/master.m3u8');
globalThis.reportPlayback(video, { query, errors });
