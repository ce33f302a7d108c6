import type { Variant } from '../hls/playlist.ts';
import type { RenditionFacts, TreeFacts } from './tree-facts.ts';

/** What can be played together: a variant with one of its sounds. */
export interface Combination {
  /** Undefined when a media playlist alone was given. */
  readonly variant?: Variant;
  /** What the variant's URI names; sound alone for a variant without picture. */
  readonly video: RenditionFacts;
  /** The same rendition when muxed; undefined when silent. */
  readonly audio?: RenditionFacts;
}

/** Every playable combination (RFC 8216, 4.3.4.2) whose playlists were found. */
export function combinations(tree: TreeFacts): Combination[] {
  const { master } = tree;
  if (!master) return tree.renditions.map((rendition) => alone(rendition));
  const byUri = new Map(tree.renditions.map((rendition) => [rendition.uri, rendition]));
  return master.variants.flatMap((variant): Combination[] => {
    const video = byUri.get(variant.uri);
    if (!video) return [];
    const group = master.media.filter((media) => media.type === 'AUDIO' && media.groupId === variant.audioGroup);
    const sounds = group.flatMap((media) => (media.uri === undefined ? [] : (byUri.get(media.uri) ?? [])));
    if (sounds.length === 0) return [{ ...alone(video), variant }];
    return sounds.map((audio) => ({ variant, video, audio }));
  });
}

function alone(rendition: RenditionFacts): Combination {
  return rendition.kind === 'muxed' ? { video: rendition, audio: rendition } : { video: rendition };
}

/** All combinations of each variant, by the place of the variant in the master. */
export function combinationsByVariant(tree: TreeFacts): Map<Variant, Combination[]> {
  const byVariant = new Map<Variant, Combination[]>();
  for (const combination of combinations(tree)) {
    if (!combination.variant) continue;
    byVariant.set(combination.variant, [...(byVariant.get(combination.variant) ?? []), combination]);
  }
  return byVariant;
}
