import type { Variant } from '../../hls/playlist.ts';
import { combinationsByVariant } from '../combinations.ts';
import type { Found, Rule, RuleOutcome } from '../rule.ts';
import { frameSeconds } from '../timeline.ts';
import type { RenditionFacts, TreeFacts } from '../tree-facts.ts';

/** H8, H10, H11, H16, H17: what playlists must say. */
export const PLAYLIST_RULES: readonly Rule[] = [
  { id: 'H8', title: 'CODECS, RESOLUTION and FRAME-RATE are there and true', check: variantsAreDescribed },
  { id: 'H10', title: 'EXT-X-INDEPENDENT-SEGMENTS', check: independenceIsSaid },
  { id: 'H11', title: 'EXT-X-PLAYLIST-TYPE:VOD, ENDLIST, EXT-X-MAP for fMP4', check: playlistsAreComplete },
  { id: 'H16', title: 'LANGUAGE on sound and subtitles; WebVTT over the whole timeline', check: languagesAreSaid },
  { id: 'H17', title: 'picture and sound are separate streams', check: streamsAreSeparate },
];

function variantsAreDescribed(tree: TreeFacts): RuleOutcome {
  if (!tree.master) return { notApplicable: 'there is no multivariant playlist' };
  const found: Found[] = [];
  const byVariant = combinationsByVariant(tree);
  for (const variant of tree.master.variants) {
    const list = byVariant.get(variant) ?? [];
    const video = list[0]?.video;
    const rendition = video?.id ?? variant.uri;
    const faults = [
      ...codecFaults(variant, [video, ...list.map((each) => each.audio)]),
      ...(video?.kind === 'audio' ? [] : [...resolutionFaults(variant, video), ...frameRateFaults(variant, video)]),
    ];
    for (const message of faults) found.push({ severity: 'must', rendition, message });
  }
  return found;
}

function codecFaults(variant: Variant, renditions: readonly (RenditionFacts | undefined)[]): string[] {
  if (variant.codecs.length === 0) return ['wanted CODECS, got none'];
  const said = new Set(variant.codecs.map((codec) => codec.toLowerCase()));
  const real = new Set<string>();
  for (const rendition of renditions) {
    for (const segment of rendition?.segments ?? []) {
      if (segment.video) real.add(segment.video.stream.codecs.toLowerCase());
      if (segment.audio) real.add(segment.audio.stream.codecs.toLowerCase());
    }
  }
  const missing = [...real].filter((codec) => !said.has(codec));
  return missing.map((codec) => `CODECS says ${variant.codecs.join(',')}, the segments hold ${codec}`);
}

function resolutionFaults(variant: Variant, video: RenditionFacts | undefined): string[] {
  if (!variant.resolution) return ['wanted RESOLUTION, got none'];
  const stream = video?.segments.find((segment) => segment.video?.stream.width !== undefined)?.video?.stream;
  const { width, height } = variant.resolution;
  if (!stream || (stream.width === width && stream.height === height)) return [];
  return [`RESOLUTION says ${width}x${height}, the pictures are ${stream.width}x${stream.height}`];
}

function frameRateFaults(variant: Variant, video: RenditionFacts | undefined): string[] {
  if (variant.frameRate === undefined) return ['wanted FRAME-RATE, got none'];
  const frame = video ? frameSeconds(video) : 0;
  // Half a percent: 29.97 written as 30 by others is known and harmless.
  if (frame === 0 || Math.abs(variant.frameRate * frame - 1) < 0.005) return [];
  return [`FRAME-RATE says ${variant.frameRate}, the pictures come at ${(1 / frame).toFixed(3)} a second`];
}

function independenceIsSaid(tree: TreeFacts): RuleOutcome {
  if (tree.master?.isIndependentSegments) return [];
  const missing = tree.renditions.filter(
    (rendition) => rendition.playlist && rendition.kind !== 'subtitles' && !rendition.playlist.isIndependentSegments,
  );
  return missing.map(({ id }): Found => {
    return {
      severity: 'must',
      rendition: id,
      message: 'wanted EXT-X-INDEPENDENT-SEGMENTS here or in the master, got neither',
    };
  });
}

function playlistsAreComplete(tree: TreeFacts): RuleOutcome {
  return tree.renditions.flatMap((rendition): Found[] => {
    const { playlist, id } = rendition;
    if (!playlist) return [];
    const missing: string[] = [];
    if (playlist.playlistType !== 'VOD') missing.push('EXT-X-PLAYLIST-TYPE:VOD');
    if (!playlist.hasEnd) missing.push('EXT-X-ENDLIST');
    if (rendition.container === 'fmp4' && playlist.segments.some((segment) => !segment.map)) {
      missing.push('EXT-X-MAP for every segment');
    }
    return missing.map((tag) => ({ severity: 'must', rendition: id, message: `wanted ${tag}, got none` }));
  });
}

function languagesAreSaid(tree: TreeFacts): RuleOutcome {
  const media = tree.master?.media.filter(({ type }) => type === 'AUDIO' || type === 'SUBTITLES') ?? [];
  if (media.length === 0) return { notApplicable: 'there is no EXT-X-MEDIA of sound or subtitles' };
  const byUri = new Map(tree.renditions.map((rendition) => [rendition.uri, rendition]));
  const found: Found[] = [];
  for (const { type, name, language, uri } of media) {
    const rendition = uri === undefined ? undefined : byUri.get(uri);
    const where = { rendition: rendition?.id ?? name ?? type };
    if (!language)
      found.push({ severity: 'must', ...where, message: `EXT-X-MEDIA ${type}: wanted LANGUAGE, got none` });
    if (type !== 'SUBTITLES' || !rendition) continue;
    if (rendition.container !== 'webvtt')
      found.push({ severity: 'must', ...where, message: 'wanted WebVTT subtitles' });
    const missing = timelineSeconds(tree) - secondsOf(rendition);
    if (missing > 1) {
      const message = `wanted subtitles over the whole timeline, the last ${missing.toFixed(1)} s are not covered`;
      found.push({ severity: 'must', ...where, message });
    }
  }
  return found;
}

function timelineSeconds(tree: TreeFacts): number {
  const media = tree.renditions.filter((rendition) => rendition.kind !== 'subtitles');
  return Math.max(0, ...media.map(secondsOf));
}

function secondsOf(rendition: RenditionFacts): number {
  return rendition.segments.reduce((sum, segment) => sum + segment.durationSeconds, 0);
}

function streamsAreSeparate(tree: TreeFacts): RuleOutcome {
  const fragmented = tree.renditions.filter((rendition) => rendition.container === 'fmp4');
  if (fragmented.length === 0) return { notApplicable: 'TS segments may be muxed' };
  return fragmented.flatMap(({ id, kind }): Found[] =>
    kind === 'muxed' ? [{ severity: 'should', rendition: id, message: 'wanted sound in a rendition of its own' }] : [],
  );
}
