/* Video.js with its own HLS engine (VHS), as a site that knows nothing of Lectern would use it. */
const query = new URLSearchParams(location.search);
const errors = [];
const element = document.querySelector('video');
const player = globalThis.videojs(element, { html5: { vhs: { overrideNative: true } } });
player.on('error', () => errors.push(`${player.error().code} ${player.error().message}`));
player.src({ src: query.get('src') ?? '/media/master.m3u8', type: 'application/x-mpegURL' });
globalThis.reportPlayback(player.tech({ IWillNotUseThisInPlugins: true }).el(), { query, errors });
