/* Runs in a browser page of a test: plays a stream, watches the picture, and sends what it saw to the test. */
globalThis.reportPlayback = function reportPlayback(video, { untilSeconds, errors }) {
  const frames = [];
  const stalls = [];
  const seen = (_now, { mediaTime }) => {
    frames.push(mediaTime);
    video.requestVideoFrameCallback(seen);
  };
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(seen);
  video.addEventListener('waiting', () => {
    if (video.currentTime > 0.5) stalls.push(video.currentTime);
  });
  let isSent = false;
  const send = () => {
    if (isSent) return;
    isSent = true;
    const buffered = Array.from({ length: video.buffered.length }, (_, i) => [
      video.buffered.start(i),
      video.buffered.end(i),
    ]);
    const report = { seconds: video.currentTime, height: video.videoHeight, frames, stalls, buffered, errors };
    fetch('/report', { method: 'POST', body: JSON.stringify(report) });
  };
  video.addEventListener('timeupdate', () => video.currentTime >= untilSeconds && send());
  video.addEventListener('ended', send);
  setTimeout(send, (untilSeconds + 30) * 1000);
  video.muted = true;
  video.play().catch((error) => errors.push(String(error)));
};
