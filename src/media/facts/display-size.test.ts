import { expect, it } from 'vitest';

import { rational, type Rational } from '../rational.ts';
import { displaySize } from './display-size.ts';
import type { VideoFacts } from './media-facts.ts';

it.each<[string, number, number, Rational | undefined, 0 | 90 | 180 | 270 | undefined, [Rational, Rational]]>([
  ['square pixels', 1280, 720, undefined, 0, [rational(1280), rational(720)]],
  ['PAL, 16:9', 720, 576, rational(64, 45), 0, [rational(1024), rational(576)]],
  ['NTSC, 4:3', 720, 480, rational(8, 9), 0, [rational(640), rational(480)]],
  ['a fraction of a pixel', 854, 480, rational(1280, 1281), 0, [rational(854 * 1280, 1281), rational(480)]],
  ['turned', 1920, 1080, undefined, 90, [rational(1080), rational(1920)]],
  ['turned back', 1920, 1080, undefined, 270, [rational(1080), rational(1920)]],
  ['upside down', 1920, 1080, undefined, 180, [rational(1920), rational(1080)]],
  ['stretched, then turned', 720, 576, rational(64, 45), 90, [rational(576), rational(1024)]],
  ['slanted: shown as it is stored', 640, 480, undefined, undefined, [rational(640), rational(480)]],
  ['pixels of a shape that no camera makes', 320, 240, rational(1000), 0, [rational(320), rational(240)]],
  ['the same the other way round', 320, 240, rational(1, 1000), 0, [rational(320), rational(240)]],
])('%s', (_name, width, height, sampleAspectRatio, rotationDegrees, [wide, high]) => {
  const shown = displaySize({ width, height, sampleAspectRatio, rotationDegrees } as unknown as VideoFacts);
  expect([shown.width, shown.height]).toEqual([wide, high]);
});
