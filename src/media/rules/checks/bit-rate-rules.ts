import { averageBitrateBps, peakBitrateBps, type SegmentSize } from '../../bit-rate/segment-bit-rates.ts';
import type { Variant } from '../../hls/playlist.ts';
import { DEFAULT_BITRATE_BPS } from '../../hls/write-master-playlist.ts';
import { type Combination, combinationsByVariant } from '../combinations.ts';
import type { Found, Rule, RuleOutcome } from '../rule.ts';
import type { RenditionFacts, TreeFacts } from '../tree-facts.ts';

/** H5 to H7, H9: rates that the multivariant playlist promises. */
export const BIT_RATE_RULES: readonly Rule[] = [
  { id: 'H5', title: 'AVERAGE-BANDWIDTH is there and true within 10 %', check: averagesAreTrue },
  { id: 'H6', title: 'BANDWIDTH is the measured peak within 10 %', check: peaksAreTrue },
  { id: 'H7', title: 'the peak is at most twice the average', check: peaksAreLow },
  { id: 'H9', title: 'several bit rates, a sensible default first, one shape of picture', check: ladderIsSensible },
];

/** Of the value that the playlist states. */
const TOLERANCE = 0.1;

/** Kbit/s for people. */
function kilobits(bps: number): string {
  return `${(bps / 1000).toFixed(0)} kbit/s`;
}

function sizesOf(rendition: RenditionFacts): SegmentSize[] {
  return rendition.segments.flatMap(({ sizeBytes, durationSeconds }) =>
    sizeBytes === undefined ? [] : [{ sizeBytes, durationSeconds }],
  );
}

function peakOf(rendition: RenditionFacts): number {
  const longest = Math.max(1, ...rendition.segments.map((segment) => segment.durationSeconds));
  return peakBitrateBps(sizesOf(rendition), rendition.playlist?.targetDurationSeconds ?? longest);
}

/** The costliest playable combination of a variant (RFC 8216, 4.3.4.2). */
function measured(list: readonly Combination[], rateOf: (rendition: RenditionFacts) => number): number {
  const sums = list.map(({ video, audio }) => rateOf(video) + (audio && audio !== video ? rateOf(audio) : 0));
  return Math.max(0, ...sums);
}

function eachVariant(tree: TreeFacts, check: (variant: Variant, list: readonly Combination[]) => Found[]): RuleOutcome {
  if (!tree.master) return { notApplicable: 'there is no multivariant playlist' };
  return [...combinationsByVariant(tree)].flatMap(([variant, list]) => check(variant, list));
}

function averagesAreTrue(tree: TreeFacts): RuleOutcome {
  return eachVariant(tree, (variant, list) => {
    const rendition = list[0]?.video.id ?? variant.uri;
    const said = variant.averageBandwidthBps;
    if (said === undefined) return [{ severity: 'must', rendition, message: 'wanted AVERAGE-BANDWIDTH, got none' }];
    const real = measured(list, (each) => averageBitrateBps(sizesOf(each)));
    if (real === 0 || isNear(said, real)) return [];
    const message = `AVERAGE-BANDWIDTH says ${kilobits(said)}, measured ${kilobits(real)}`;
    return [{ severity: 'must', rendition, message }];
  });
}

function peaksAreTrue(tree: TreeFacts): RuleOutcome {
  return eachVariant(tree, (variant, list) => {
    const rendition = list[0]?.video.id ?? variant.uri;
    const said = variant.bandwidthBps;
    if (said === undefined) return [{ severity: 'must', rendition, message: 'wanted BANDWIDTH, got none' }];
    const real = measured(list, peakOf);
    if (real === 0 || isNear(said, real)) return [];
    return [{ severity: 'must', rendition, message: `BANDWIDTH says ${kilobits(said)}, measured ${kilobits(real)}` }];
  });
}

function isNear(said: number, real: number): boolean {
  return Math.abs(real - said) <= TOLERANCE * said;
}

function peaksAreLow(tree: TreeFacts): RuleOutcome {
  return eachVariant(tree, (variant, list) => {
    const peak = measured(list, peakOf);
    const average = measured(list, (each) => averageBitrateBps(sizesOf(each)));
    if (average === 0 || peak <= 2 * average) return [];
    const percent = Math.round((100 * peak) / average);
    const message = `the peak is ${percent} % of the average (slides under capped quality do that)`;
    return [{ severity: 'note', rendition: list[0]?.video.id ?? variant.uri, message }];
  });
}

function ladderIsSensible(tree: TreeFacts): RuleOutcome {
  const variants = tree.master?.variants;
  if (!variants) return { notApplicable: 'there is no multivariant playlist' };
  const found: Found[] = [];
  const rates = new Set(variants.map((variant) => variant.bandwidthBps));
  if (rates.size < 2) {
    found.push({
      severity: 'should',
      message: `wanted several bit rates, got ${rates.size} (right for a small source)`,
    });
  }
  const distance = (variant: Variant): number => Math.abs((variant.bandwidthBps ?? 0) - DEFAULT_BITRATE_BPS);
  const [first] = variants;
  const nearest = variants.toSorted((a, b) => distance(a) - distance(b))[0];
  if (first && nearest && distance(nearest) < distance(first)) {
    const wanted = `${nearest.uri}, the nearest to ${kilobits(DEFAULT_BITRATE_BPS)},`;
    found.push({ severity: 'should', message: `wanted ${wanted} first as the default, got ${first.uri}` });
  }
  return [...found, ...shapeFindings(variants)];
}

/** Even sizes round the shape: a side may be two pixels off. */
function shapeFindings(variants: readonly Variant[]): Found[] {
  const sized = variants.filter((variant) => variant.resolution !== undefined);
  const largest = sized.toSorted((a, b) => (b.resolution?.width ?? 0) - (a.resolution?.width ?? 0))[0]?.resolution;
  if (!largest) return [];
  return sized.flatMap(({ uri, resolution }): Found[] => {
    const { width, height } = resolution ?? largest;
    const isSame =
      Math.abs((height * largest.width) / largest.height - width) <= 2 ||
      Math.abs((width * largest.height) / largest.width - height) <= 2;
    if (isSame) return [];
    const message = `${uri}: wanted the shape of ${largest.width}x${largest.height}, got ${width}x${height}`;
    return [{ severity: 'must', message }];
  });
}
