/** One rendition as the viewer sees it. */
export interface Quality {
  /** Position in the engine's list, lowest first. Changes when the list does. */
  readonly index: number;
  /** `720p`, or `720p60` at 50 frames per second and more. */
  readonly label: string;
  /** Length of the shorter side in pixels: a portrait video of 1080 x 1920 is 1080p. 0 when unknown. */
  readonly shortSide: number;
  readonly bitrateBps: number;
}

/** What a playlist says about a rendition. */
export interface RenditionFacts {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitrateBps: number;
}

/** `auto`, or the short side of the rendition the viewer picked: a number survives from one video to the next. */
export type QualityChoice = 'auto' | number;

/** Names renditions, lowest first. Two of the same name are told apart by their bit rate. */
export function describeQualities(renditions: readonly RenditionFacts[]): Quality[] {
  const names = renditions.map(nameOf);
  return renditions.map((rendition, index) => {
    const name = names[index] ?? '';
    const isUnique = names.filter((other) => other === name).length === 1;
    return {
      index,
      label: isUnique ? name : `${name} · ${formatBitrate(rendition.bitrateBps)}`,
      shortSide: Math.min(rendition.width, rendition.height),
      bitrateBps: rendition.bitrateBps,
    };
  });
}

/** The rendition that fits a remembered choice: the same, else the next lower, else the lowest. Undefined for `auto`. */
export function findChosen(qualities: readonly Quality[], choice: QualityChoice): Quality | undefined {
  if (choice === 'auto') return undefined;
  const fitting = qualities.filter(({ shortSide }) => shortSide > 0 && shortSide <= choice);
  return fitting.toSorted((a, b) => a.shortSide - b.shortSide || a.bitrateBps - b.bitrateBps).at(-1) ?? qualities[0];
}

/** `2.8 Mbit/s`, `640 kbit/s`. */
export function formatBitrate(bitrateBps: number): string {
  return bitrateBps >= 1_000_000
    ? `${(bitrateBps / 1_000_000).toFixed(1)} Mbit/s`
    : `${Math.round(bitrateBps / 1000)} kbit/s`;
}

function nameOf({ width, height, frameRate, bitrateBps }: RenditionFacts): string {
  const shortSide = Math.min(width, height);
  if (shortSide === 0) return formatBitrate(bitrateBps);
  return `${shortSide}p${frameRate >= 49 ? Math.round(frameRate) : ''}`;
}
