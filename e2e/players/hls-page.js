/* Plain hls.js, as any other site would use it. */
const video = document.querySelector('video');
const errors = [];
const hls = new globalThis.Hls({ enableWorker: false });
hls.on(globalThis.Hls.Events.ERROR, (_event, data) => errors.push(data.details));
hls.attachMedia(video);
hls.loadSource('/media/master.m3u8');
globalThis.reportPlayback(video, { untilSeconds: Number(new URLSearchParams(location.search).get('until')), errors });
