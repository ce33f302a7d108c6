import { divide, multiply, type Rational, rational } from '../rational.ts';
import type { VideoFacts } from './media-facts.ts';

/** Shape of the picture as it is shown: after pixel shape, then rotation. */
export interface DisplaySize {
  /** Width of the shown picture in square pixels; the stored height is kept, so this may be a fraction. */
  readonly width: Rational;
  readonly height: Rational;
  readonly aspect: Rational;
}

/** No camera makes a shape beyond this; a pixel shape that leads there is damage and is ignored. */
const MAX_ASPECT = 32;

/** The size at which a person should see the picture: the height is kept, the width follows the pixel shape. */
export function displaySize(video: VideoFacts): DisplaySize {
  const stored = rational(video.width);
  const stretched = multiply(stored, video.sampleAspectRatio ?? rational(1));
  const isSane =
    stretched.num < stretched.den * video.height * MAX_ASPECT &&
    stretched.num * MAX_ASPECT > stretched.den * video.height;
  const across = isSane ? stretched : stored;
  const down = rational(video.height);
  const isTurned = video.rotationDegrees === 90 || video.rotationDegrees === 270;
  const width = isTurned ? down : across;
  const height = isTurned ? across : down;
  return { width, height, aspect: divide(width, height) };
}
