import { MediaError } from '../../media/media-error.ts';
import type { FragmentFacts } from '../../media/isobmff/fragment.ts';

/** What the plan promises of one picture segment, on the clock of the chunk that holds it. */
export interface ExpectedFragment {
  readonly frameCount: number;
  readonly frameTicks: number;
  /** Decode time before retiming, relative to the chunk's start. */
  readonly baseDecodeTimeTicks: number;
}

/**
 * Proves that a fragment is exactly the segment the plan promised: its frames, each one frame long, one IDR and that
 * first, shown without gap from the segment's start. Throws MediaError naming what differs.
 */
export function verifyPictureFragment(fragment: FragmentFacts, expected: ExpectedFragment, where: string): void {
  const { samples } = fragment;
  const wanted = (what: string, want: number, got: number): void => {
    if (want !== got) throw new MediaError(`${where}: wanted ${what} ${want}, got ${got}`);
  };
  wanted('decode time', expected.baseDecodeTimeTicks, fragment.baseDecodeTimeTicks);
  wanted('frames', expected.frameCount, samples.length);
  let decodeTime = fragment.baseDecodeTimeTicks;
  const shownAt: number[] = [];
  samples.forEach((sample, i) => {
    if (sample.isSync !== (i === 0))
      throw new MediaError(`${where}: wanted one key frame, the first; frame ${i} differs`);
    wanted(`duration of frame ${i}`, expected.frameTicks, sample.durationTicks);
    shownAt.push(decodeTime + sample.compositionOffsetTicks);
    decodeTime += sample.durationTicks;
  });
  shownAt
    .toSorted((a, b) => a - b)
    .forEach((time, i) =>
      wanted(`time of shown frame ${i}`, expected.baseDecodeTimeTicks + i * expected.frameTicks, time),
    );
}
