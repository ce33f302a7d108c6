// Runs in the watch page before the page's own code (watched-page.ts): notes when things happen, in ms since 1970.
// It starts the player muted as soon as there is one, as a viewer who waits would.
(() => {
  const toWall = (pageMs) => Date.now() - performance.now() + pageMs;
  const state = {
    toldPlayableAt: undefined,
    videoMadeAt: undefined,
    firstFrameAt: undefined,
    firstFrameHeight: undefined,
    stalls: [],
    heights: [],
  };
  let video;
  let wanted; // { from, to, resolve } of a seek
  let firstFrameSeen;
  const firstFrame = new Promise((resolve) => (firstFrameSeen = resolve));
  let stall; // began at, and at which second of the video
  let isSeeking = false;

  const NativeEventSource = globalThis.EventSource;
  globalThis.EventSource = class extends NativeEventSource {
    constructor(...args) {
      super(...args);
      this.addEventListener('video', (event) => {
        if (JSON.parse(event.data).playable) state.toldPlayableAt ??= Date.now();
      });
    }
  };
  performance.setResourceTimingBufferSize(20_000);

  function onFrame(now, { expectedDisplayTime, mediaTime, height }) {
    video.requestVideoFrameCallback(onFrame);
    const shownAt = toWall(expectedDisplayTime);
    if (state.firstFrameAt === undefined) {
      Object.assign(state, { firstFrameAt: shownAt, firstFrameHeight: height });
      firstFrameSeen();
    }
    if (wanted !== undefined && mediaTime >= wanted.from && mediaTime < wanted.to) {
      wanted.resolve({ shownAt, height });
      wanted = undefined;
      isSeeking = false;
    }
    if (stall !== undefined) {
      state.stalls.push({ atSeconds: stall.atSeconds, ms: shownAt - stall.beganAt });
      stall = undefined;
    }
    if (state.heights.at(-1)?.height !== height) state.heights.push({ atSeconds: mediaTime, height });
  }

  function watch(element) {
    video = element;
    state.videoMadeAt = Date.now();
    video.muted = true;
    video.autoplay = true;
    video.requestVideoFrameCallback(onFrame);
    video.addEventListener('waiting', () => {
      if (state.firstFrameAt === undefined || isSeeking || stall !== undefined) return;
      stall = { beganAt: Date.now(), atSeconds: video.currentTime };
    });
  }

  new MutationObserver(() => {
    const found = video === undefined ? document.querySelector('lectern-player video') : null;
    if (found !== null) watch(found);
  }).observe(document, { childList: true, subtree: true });

  globalThis.lecternBench = {
    state,
    untilFirstFrame: () => firstFrame,
    /** Resolves with the first frame of the new place on screen. */
    async seek(seconds) {
      isSeeking = true;
      const shown = new Promise((resolve) => (wanted = { from: seconds - 0.1, to: seconds + 5, resolve }));
      const calledAt = Date.now();
      document.querySelector('lectern-player').seek(seconds);
      return { calledAt, ...(await shown) };
    },
    /** Where it is, and whether a stall goes on right now. */
    position: () => ({
      atSeconds: video.currentTime,
      isPaused: video.paused,
      ...(stall !== undefined && { openStall: { atSeconds: stall.atSeconds, ms: Date.now() - stall.beganAt } }),
      droppedFrames: video.getVideoPlaybackQuality().droppedVideoFrames,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    }),
    /** What the page has asked for since a moment. */
    requests: (since) =>
      performance
        .getEntriesByType('resource')
        .map(({ name, startTime, responseStart, responseEnd, responseStatus, encodedBodySize }) => ({
          path: new URL(name).pathname,
          askedAt: toWall(startTime),
          firstByteAt: toWall(responseStart),
          answeredAt: toWall(responseEnd),
          status: responseStatus,
          bytes: encodedBodySize,
        }))
        .filter(({ askedAt }) => askedAt >= since),
  };
})();
