/**
 * How high dynamic range should look as SDR, by the formulas of ITU-R BT.2100 and BT.2408, and with nothing of FFmpeg's.
 *
 * The shoulder is the one of `media/ffmpeg`: straight up to KNEE, then a hyperbola that meets 1 at PEAK_NITS.
 */

/** BT.2408: what a sheet of white paper gives; it becomes SDR's white, but for the shoulder. */
const WHITE_NITS = 203;
const PEAK_NITS = 1000;
const KNEE = 0.5;

type Rgb = readonly [number, number, number];

/** BT.2020 non-constant luminance, 10 bits, limited range, to 8-bit RGB for a BT.1886 screen with BT.709 primaries. */
export function toSdr(y: number, cb: number, cr: number, curve: 'pq' | 'hlg'): Rgb {
  const luma = (y - 64) / 876;
  const [blue, red] = [(cb - 512) / 896, (cr - 512) / 896];
  const r = luma + 1.4746 * red;
  const b = luma + 1.8814 * blue;
  const g = (luma - 0.2627 * r - 0.0593 * b) / 0.678;
  const light = [r, g, b].map((signal) => (curve === 'pq' ? pqNits(signal) : hlgScene(signal)));
  const nits = curve === 'pq' ? light : hlgDisplayNits(light as unknown as Rgb);
  const [lr = 0, lg = 0, lb = 0] = nits.map((value) => value / WHITE_NITS);
  const narrow = [
    1.6605 * lr - 0.5876 * lg - 0.0728 * lb,
    -0.1246 * lr + 1.1329 * lg - 0.0083 * lb,
    -0.0182 * lr - 0.1006 * lg + 1.1187 * lb,
  ];
  const brightest = Math.max(...narrow, 1e-6);
  const scale = shoulder(brightest) / brightest;
  return narrow.map((value) => 255 * Math.min(1, Math.max(0, value * scale)) ** (1 / 2.4)) as unknown as Rgb;
}

function shoulder(value: number): number {
  const peak = PEAK_NITS / WHITE_NITS;
  if (value <= KNEE) return value;
  const a = (-KNEE * KNEE * (peak - 1)) / (KNEE * KNEE - 2 * KNEE + peak);
  const b = (KNEE * KNEE - 2 * KNEE * peak + peak) / (peak - 1);
  return (((b * b + 2 * b * KNEE + KNEE * KNEE) / (b - a)) * (value + a)) / (value + b);
}

/** BT.2100 table 4, the EOTF of PQ. */
function pqNits(signal: number): number {
  const power = Math.max(0, signal) ** (32 / 2523);
  return 10_000 * (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (16_384 / 2610);
}

/** BT.2100 table 5, the inverse OETF of HLG. */
function hlgScene(signal: number): number {
  const value = Math.max(0, signal);
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** BT.2100 table 5, the OOTF of HLG on a screen of 1000 cd/m2. */
function hlgDisplayNits([r, g, b]: Rgb): number[] {
  const luminance = 0.2627 * r + 0.678 * g + 0.0593 * b;
  return [r, g, b].map((value) => PEAK_NITS * Math.max(luminance, 1e-9) ** 0.2 * value);
}
