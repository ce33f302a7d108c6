import type { Economy, EncoderSettings } from './plan.ts';

/**
 * Encoder choices by economy, measured in encoding.md, 5.
 *
 * `stitchable=1` keeps the rate factor out of the PPS, so chunks and hurried single cells share one init.
 * Macroblock tree and 20 frames of look-ahead cost superfast nothing and save 40 % of its bytes.
 */
const SETTINGS: Readonly<Record<Economy, EncoderSettings>> = {
  fast: { economy: 'fast', preset: 'ultrafast', crf: 23, x264Params: 'stitchable=1' },
  balanced: { economy: 'balanced', preset: 'superfast', crf: 23, x264Params: 'stitchable=1:mbtree=1:rc-lookahead=20' },
  small: { economy: 'small', preset: 'medium', crf: 25, x264Params: 'stitchable=1' },
};

/**
 * Below this many bits for each pixel of each frame a source is slides, a screen, a board: things that hardly move. Bench:
 * the lecture has 0.017, footage 0.067.
 */
const CALM_BITS_PER_PIXEL = 0.03;

/**
 * One step coarser: 10 % fewer bytes for 0.3 VMAF on the bench's lecture (96.2 to 95.9 at 720p), where footage would
 * lose 1.1.
 */
const CALM_CRF: Readonly<Record<Economy, number>> = { fast: 23, balanced: 24, small: 25 };

/** The settings of one economy, for a source that has so many bits for each pixel of each frame (undefined: not known). */
export function encoderSettings(economy: Economy, bitsPerPixel?: number): EncoderSettings {
  const settings = SETTINGS[economy];
  const isCalm = bitsPerPixel !== undefined && bitsPerPixel < CALM_BITS_PER_PIXEL;
  return isCalm ? { ...settings, crf: CALM_CRF[economy] } : settings;
}
