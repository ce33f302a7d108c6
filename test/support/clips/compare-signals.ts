/** Peak signal-to-noise ratio of each frame of two gray videos of the same size, in dB; 100 for equal frames. */
export function framePsnrs(a: Uint8Array, b: Uint8Array, framePixels: number): number[] {
  const frames = Math.min(a.length, b.length) / framePixels;
  return Array.from({ length: Math.floor(frames) }, (_, frame) => {
    let sum = 0;
    for (let i = frame * framePixels; i < (frame + 1) * framePixels; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
    return sum === 0 ? 100 : 10 * Math.log10((255 * 255 * framePixels) / sum);
  });
}

/** Signal-to-noise ratio of `heard` against `wanted` over samples `[start, end)`, in dB. */
export function snr(wanted: Float32Array, heard: Float32Array, start: number, end: number): number {
  let signal = 0;
  let noise = 0;
  for (let i = Math.max(0, start); i < Math.min(end, wanted.length, heard.length); i++) {
    const want = wanted[i] as number;
    signal += want * want;
    noise += (want - (heard[i] as number)) ** 2;
  }
  return noise === 0 ? 200 : 10 * Math.log10(signal / noise);
}

/** How many samples later than in `wanted` the same sound is in `heard`: the least difference within ±`reach` around `at`. */
export function lag(wanted: Float32Array, heard: Float32Array, at: number, reach = 1200, length = 8192): number {
  let best = { difference: Infinity, lag: 0 };
  for (let shift = -reach; shift <= reach; shift++) {
    let difference = 0;
    for (let i = 0; i < length && difference < best.difference; i++) {
      difference += ((wanted[at + i] ?? 0) - (heard[at + i + shift] ?? 0)) ** 2;
    }
    if (difference < best.difference) best = { difference, lag: shift };
  }
  return best.lag;
}

/** First sample at or after `from` that is louder than `threshold`, or undefined. */
export function onset(sound: Float32Array, from: number, threshold: number): number | undefined {
  for (let i = Math.max(0, from); i < sound.length; i++) if (Math.abs(sound[i] as number) > threshold) return i;
  return undefined;
}

/** Numbers of the frames whose mean is above `threshold`. */
export function brightFrames(gray: Uint8Array, framePixels: number, threshold: number): number[] {
  const found: number[] = [];
  for (let frame = 0; (frame + 1) * framePixels <= gray.length; frame++) {
    let sum = 0;
    for (let i = frame * framePixels; i < (frame + 1) * framePixels; i += 7) sum += gray[i] as number;
    if (sum / (framePixels / 7) > threshold) found.push(frame);
  }
  return found;
}
