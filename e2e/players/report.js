/*
 * Runs in a browser page of a test: plays a stream, watches the picture, and sends what it saw to the test.
 * ?until= second to play to, ?seek= second to go to as soon as it plays, ?src= another stream than the test's own.
 */
globalThis.reportPlayback = function reportPlayback(video, { query, errors }) {
  const untilSeconds = Number(query.get('until'));
  const seekSeconds = Number(query.get('seek') ?? 0);
  const frames = [];
  const stalls = [];
  const seen = (_now, { mediaTime }) => {
    frames.push(mediaTime);
    video.requestVideoFrameCallback(seen);
  };
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(seen);
  video.addEventListener('waiting', () => {
    const { buffered, currentTime } = video;
    const ranges = Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
    // With data ahead it is a busy machine's decoder that waits.
    const hasData = ranges.some(([from, to]) => from <= currentTime && to > currentTime + 1);
    if (currentTime > 0.5 && !hasData) stalls.push(currentTime);
  });
  let isSent = false;
  const send = () => {
    if (isSent) return;
    isSent = true;
    const buffered = Array.from({ length: video.buffered.length }, (_, i) => [
      video.buffered.start(i),
      video.buffered.end(i),
    ]);
    const report = {
      seconds: video.currentTime,
      isPaused: video.paused,
      readyState: video.readyState,
      height: video.videoHeight,
      frames,
      stalls,
      buffered,
      errors,
    };
    fetch(`/report${location.pathname}`, { method: 'POST', body: JSON.stringify(report) });
  };
  video.addEventListener('timeupdate', () => video.currentTime >= untilSeconds && send());
  video.addEventListener('ended', send);
  if (seekSeconds > 0) video.addEventListener('playing', () => (video.currentTime = seekSeconds), { once: true });
  setTimeout(send, (untilSeconds - seekSeconds + 60) * 1000);
  video.muted = true;
  video.play().catch((error) => errors.push(String(error)));
};
