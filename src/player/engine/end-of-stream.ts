import { Events } from 'hls.js';
import type Hls from 'hls.js';

/**
 * Tells the browser that nothing more comes, where that is what it waits for.
 *
 * With sound in a playlist of its own, hls.js ends the stream only once the browser has a picture to show. Chromium says
 * so only when it has about 0.2 s from there on, or knows that nothing more comes: each would wait for the other where a
 * video is shorter than that, or is begun closer to its end.
 */
export function endStreamInTime(hls: Hls): void {
  const atTheirEnd = new Set<string>();
  hls.on(Events.MEDIA_ATTACHED, () => atTheirEnd.clear());
  hls.on(Events.FRAG_BUFFERED, (_event, { frag }) => {
    if (!frag.endList) return;
    atTheirEnd.add(frag.type);
    const { media } = hls;
    if (media === null || media.readyState >= media.HAVE_CURRENT_DATA) return;
    const isAllThere = ['main', 'audio'].every((type) => atTheirEnd.has(type));
    if (isAllThere && isBuffered(media)) hls.trigger(Events.BUFFER_EOS, { type: null });
  });
}

/** Whether the place on screen is there: after a seek back, the end alone would not be enough. */
function isBuffered({ buffered, currentTime }: HTMLMediaElement): boolean {
  for (let index = 0; index < buffered.length; index++) {
    if (buffered.start(index) <= currentTime && currentTime <= buffered.end(index)) return true;
  }
  return false;
}
