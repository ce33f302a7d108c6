import type { Found, Rule } from '../rule.ts';
import { commonest } from '../segments/segment-reading.ts';
import { frameSeconds, mainSpan } from '../timeline.ts';
import type { RenditionFacts, SegmentFacts, TreeFacts } from '../tree-facts.ts';

/** F1, F2: the files are there, whole, and in their place. */
export const FILE_RULES: readonly Rule[] = [
  { id: 'F1', title: 'every file that a playlist names is there and whole', check: filesAreWhole },
  { id: 'F2', title: 'every segment belongs to its rendition and shows its pictures', check: segmentsBelong },
];

function filesAreWhole(tree: TreeFacts): Found[] {
  const found: Found[] = [];
  for (const rendition of tree.renditions) {
    for (const message of rendition.faults) found.push({ severity: 'must', rendition: rendition.id, message });
    if (rendition.playlist?.segments.length === 0) {
      found.push({ severity: 'must', rendition: rendition.id, message: 'wanted at least one segment, got none' });
    }
    for (const segment of rendition.segments) {
      for (const fault of segment.faults) {
        const message = `${segment.name}: ${fault}`;
        found.push({ severity: 'must', rendition: rendition.id, segment: segment.index, message });
      }
    }
  }
  for (const list of tree.iframeLists) {
    for (const message of list.faults) found.push({ severity: 'must', rendition: list.id, message });
  }
  return found;
}

function segmentsBelong(tree: TreeFacts): Found[] {
  const found = tree.renditions.flatMap(strangersByStructure);
  for (const stranger of tree.content?.strangers ?? []) {
    const { renditionId, segmentIndex, message } = stranger;
    found.push({ severity: 'must', rendition: renditionId, segment: segmentIndex, message });
  }
  return found;
}

/** A segment of another stream: other parameter sets (TS), other frame lengths, or no picture or sound where all others have it. */
function strangersByStructure(rendition: RenditionFacts): Found[] {
  const found: Found[] = [];
  const readable = rendition.segments.filter((segment) => segment.video ?? segment.audio);
  for (const settingsOf of [videoSettings, audioSettings]) {
    const wanted = mostCommon(readable.map(settingsOf));
    for (const segment of readable) {
      const got = settingsOf(segment);
      if (got === wanted) continue;
      const message = `${segment.name}: wanted ${wanted} as in the other segments, got ${got}`;
      found.push({ severity: 'must', rendition: rendition.id, segment: segment.index, message });
    }
  }
  return [...found, ...strangersByFrameRate(rendition)];
}

/** Only a hint: a variable rate has no usual length of a frame. */
function strangersByFrameRate(rendition: RenditionFacts): Found[] {
  const usual = frameSeconds(rendition);
  return rendition.segments.flatMap((segment): Found[] => {
    const span = mainSpan(segment);
    // Two pictures alone have one step, which may be the last one's padding.
    if (!span || span.sampleCount < 3 || usual === 0) return [];
    const seconds = span.sampleTicks / span.timescale;
    if (Math.abs(seconds / usual - 1) < 0.1) return [];
    const message = `${segment.name}: wanted frames of ${usual.toFixed(4)} s as in the other segments, got ${seconds.toFixed(4)} s`;
    return [{ severity: 'should', rendition: rendition.id, segment: segment.index, message }];
  });
}

function videoSettings({ video }: SegmentFacts): string {
  if (!video) return 'no picture';
  const { codecs, width, height } = video.stream;
  return width === undefined ? codecs : `${codecs} ${width}x${height}`;
}

function audioSettings({ audio }: SegmentFacts): string {
  if (!audio) return 'no sound';
  const { codecs, sampleRate, channels } = audio.stream;
  return `${codecs} ${sampleRate ?? '?'} Hz, ${channels ?? '?'} channels`;
}

function mostCommon(values: readonly string[]): string | undefined {
  const known = [...new Set(values)];
  return known[commonest(values.map((value) => known.indexOf(value)))];
}
