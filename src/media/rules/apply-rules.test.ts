import { describe, expect, it } from 'vitest';
import { capBitRates, measureBitRates } from '../bit-rate/plan-bit-rates.ts';
import type { MasterPlaylist, MediaPlaylist } from '../hls/playlist.ts';
import { readPlaylist } from '../hls/read-playlist.ts';
import { writeMasterPlaylist } from '../hls/write-master-playlist.ts';
import { lecturePlan, smallCells, sportPlan } from '../../../test/golden/small-plan.ts';
import { treeOf } from '../../../test/golden/small-tree.ts';
import { applyRules, RULES } from './apply-rules.ts';
import type { RenditionFacts, SegmentFacts, TreeFacts, VideoSpan } from './tree-facts.ts';

/** The tree with one rendition changed. */
function withRendition(tree: TreeFacts, id: string, change: (rendition: RenditionFacts) => RenditionFacts): TreeFacts {
  return { ...tree, renditions: tree.renditions.map((each) => (each.id === id ? change(each) : each)) };
}

function withSegment(
  tree: TreeFacts,
  id: string,
  index: number,
  change: (segment: SegmentFacts, rendition: RenditionFacts) => SegmentFacts,
): TreeFacts {
  return withRendition(tree, id, (rendition) => ({
    ...rendition,
    segments: rendition.segments.map((each) => (each.index === index ? change(each, rendition) : each)),
  }));
}

/** A segment with its picture moved in time. */
function moved(segment: SegmentFacts, seconds: number): SegmentFacts {
  const video = segment.video!;
  const ticks = Math.round(seconds * video.timescale);
  return {
    ...segment,
    video: {
      ...video,
      decodeStartTicks: video.decodeStartTicks! + ticks,
      presentationStartTicks: video.presentationStartTicks + ticks,
      presentationEndTicks: video.presentationEndTicks + ticks,
      keyFrameTicks: video.keyFrameTicks.map((time) => time + ticks),
    },
  };
}

function withMaster(tree: TreeFacts, change: (text: string) => string): TreeFacts {
  const plan = lecturePlan();
  const text = writeMasterPlaylist(plan, measureBitRates(plan, smallCells(plan)));
  return { ...tree, master: readPlaylist(change(text)) as MasterPlaylist };
}

function withPlaylist(tree: TreeFacts, id: string, change: Partial<MediaPlaylist>): TreeFacts {
  return withRendition(tree, id, (each) => ({ ...each, playlist: { ...each.playlist!, ...change } }));
}

/** What is broken, as `rule severity rendition#segment`, without notes. */
function broken(tree: TreeFacts): string[] {
  const findings = applyRules(tree).flatMap((result) => result.findings);
  const serious = findings.filter(({ severity }) => severity !== 'note');
  return serious.map(({ rule, severity, rendition, segment }) => {
    return `${rule} ${severity}${rendition === undefined ? '' : ` ${rendition}`}${segment === undefined ? '' : `#${segment}`}`;
  });
}

describe('the rules', () => {
  it('are F1, F2 and H1 to H20, each once and in order', () => {
    expect(RULES.map(({ id }) => id)).toEqual(['F1', 'F2', ...Array.from({ length: 20 }, (_, i) => `H${i + 1}`)]);
  });

  it.each([
    ['a lecture at 29.97 with two languages', lecturePlan()],
    ['59.94 frames, the lowest quality at half of it, an odd number of frames', sportPlan()],
  ])('are kept by what the writers make of %s', (_, plan) => {
    expect(broken(treeOf(plan))).toEqual([]);
  });

  it('say which of them do not apply', () => {
    const results = applyRules(treeOf(lecturePlan())).filter(({ status }) => status === 'not applicable');
    expect(results.map(({ rule, reason }) => [rule, reason])).toEqual([['H18', 'it is a folder, not a server']]);
  });
});

describe('a tree of a lecture', () => {
  const tree = treeOf(lecturePlan());
  const lines = (text: string, pattern: RegExp, to: string): string => text.replaceAll(pattern, to);

  it.each<[string, TreeFacts, string[]]>([
    [
      'a missing segment',
      withSegment(tree, '360p', 2, ({ video: _v, sizeBytes: _s, ...rest }) => ({ ...rest, faults: ['is missing'] })),
      ['F1 must 360p#2'],
    ],
    [
      'two files exchanged',
      withRendition(tree, '720p', (rendition) => {
        const swap = (i: number): number => (i === 1 ? 2 : i === 2 ? 1 : i);
        const segments = rendition.segments.map((each, i) => ({ ...each, video: rendition.segments[swap(i)]!.video! }));
        return { ...rendition, segments };
      }),
      ['H19 must 720p#1', 'H19 must 720p#2'],
    ],
    ['a segment with a wrong clock', withSegment(tree, '360p', 3, (each) => moved(each, 100)), ['H19 must 360p#3']],
    [
      'a tfdt one tick off',
      withSegment(tree, '360p', 3, (each) => moved(each, 1 / 30000)),
      ['H19 must 360p#3', 'H19 must 360p#4'],
    ],
    [
      'everything after a place shifted',
      withRendition(tree, '360p', (rendition) => ({
        ...rendition,
        segments: rendition.segments.map((each, i) => (i < 2 ? each : moved(each, 0.5))),
      })),
      ['H19 must 360p#2', 'H20 must 360p', 'H20 must 360p'],
    ],
    [
      'a segment that does not start with an IDR frame',
      withSegment(tree, '720p', 1, (each) => ({ ...each, video: { ...each.video!, startsWithIdr: false } })),
      ['H1 must 720p#1'],
    ],
    [
      'a segment longer than the target',
      withPlaylist(tree, 'audio', { targetDurationSeconds: 4 }),
      ['H2 must audio#4', 'H4 must audio'],
    ],
    [
      'EXTINF that is not true',
      withSegment(tree, '360p', 1, (each) => ({ ...each, durationSeconds: each.durationSeconds + 0.1 })),
      ['H3 must 360p#1', 'H4 must 720p', 'H4 must audio', 'H4 must audio-2'],
    ],
    [
      'EXTINF that drifts away',
      withRendition(tree, '720p', (each) => ({
        ...each,
        segments: each.segments.map((segment) => ({ ...segment, durationSeconds: segment.durationSeconds - 0.02 })),
      })),
      ['H3 must 720p', 'H4 must 720p'],
    ],
    [
      'other borders',
      withSegment(tree, '720p', 2, (each) => ({ ...each, startSeconds: each.startSeconds + 1 })),
      ['H4 must 720p#2', 'H19 must 720p#2'],
    ],
    [
      'no AVERAGE-BANDWIDTH',
      withMaster(tree, (text) => lines(text, /,AVERAGE-BANDWIDTH=\d+(?=,CODECS="avc1.64001e,)/g, '')),
      ['H5 must 360p'],
    ],
    [
      'a false AVERAGE-BANDWIDTH',
      withMaster(tree, (text) => lines(text, /AVERAGE-BANDWIDTH=675341/g, 'AVERAGE-BANDWIDTH=600000')),
      ['H5 must 720p'],
    ],
    [
      'a BANDWIDTH too low',
      withMaster(tree, (text) => lines(text, /BANDWIDTH=974643/g, 'BANDWIDTH=800000')),
      ['H6 must 720p'],
    ],
    [
      'a BANDWIDTH too high',
      withMaster(tree, (text) => lines(text, /BANDWIDTH=575042/g, 'BANDWIDTH=900000')),
      ['H6 must 360p'],
    ],
    ['no CODECS', withMaster(tree, (text) => lines(text, /CODECS="avc1.64001f,mp4a.40.2",/g, '')), ['H8 must 720p']],
    ['wrong CODECS', withMaster(tree, (text) => lines(text, /avc1.64001e,/g, 'avc1.4d401e,')), ['H8 must 360p']],
    [
      'a wrong RESOLUTION',
      withMaster(tree, (text) => lines(text, /RESOLUTION=1280x720,FRAME/g, 'RESOLUTION=1279x719,FRAME')),
      ['H8 must 720p'],
    ],
    [
      'a wrong FRAME-RATE',
      withMaster(tree, (text) => lines(text, /640x360,FRAME-RATE=29.970/g, '640x360,FRAME-RATE=25.000')),
      ['H8 must 360p'],
    ],
    [
      'no EXT-X-INDEPENDENT-SEGMENTS',
      withPlaylist(
        withMaster(tree, (text) => lines(text, /#EXT-X-INDEP.*\n/g, '')),
        '360p',
        { isIndependentSegments: false },
      ),
      ['H10 must 360p'],
    ],
    ['no ENDLIST', withPlaylist(tree, 'audio', { hasEnd: false }), ['H11 must audio']],
    [
      'no I-frame playlists',
      { ...withMaster(tree, (text) => lines(text, /#EXT-X-I-FRAME.*\n/g, '')), iframeLists: [] },
      ['H12 should'],
    ],
    [
      'an I-frame playlist of other segments',
      {
        ...tree,
        iframeLists: tree.iframeLists.map((each) => ({
          ...each,
          keyFrameEndBytes: each.keyFrameEndBytes.map((end, i) => (i === 1 ? end! - 1 : end)),
        })),
      },
      ['H12 must 360p#1', 'H12 must 720p#1'],
    ],
    ['no LANGUAGE', withMaster(tree, (text) => lines(text, /LANGUAGE="de",/g, '')), ['H16 must audio-2']],
    [
      'sound that ends early',
      withRendition(tree, 'audio-2', (each) => ({ ...each, segments: each.segments.slice(0, -1) })),
      ['H4 must audio-2', 'H20 must 720p', 'H20 must 360p'],
    ],
    [
      'a segment of another frame size',
      withSegment(tree, '360p', 1, (each) => ({
        ...each,
        video: { ...each.video!, stream: { ...each.video!.stream, width: 320 } },
      })),
      ['F2 must 360p#1'],
    ],
    [
      'a segment with a strange picture',
      {
        ...tree,
        content: {
          picturesWithRenditions: 10,
          picturesWithSource: 0,
          soundsWithSource: 0,
          strangers: [{ renditionId: '720p', segmentIndex: 4, message: 'differs' }],
        },
      },
      ['F2 must 720p#4'],
    ],
    [
      'a source that is longer',
      { ...tree, source: { video: { durationSeconds: 15, frameCount: 450, frameRate: 29.97 } } },
      ['H20 must 360p', 'H20 must 720p', 'H20 must audio', 'H20 must audio-2'],
    ],
  ])('with %s', (_, damaged, expected) => {
    expect(broken(damaged)).toEqual(expected);
  });

  it.each<[string, Partial<VideoSpan['stream']>, string[]]>([
    ['High 10', { profileIdc: 110 }, ['H13 must 720p']],
    ['Main', { profileIdc: 77 }, ['H13 should 720p']],
    ['level 6', { levelIdc: 60 }, ['H13 must 720p']],
    ['a level too low', { levelIdc: 30 }, ['H13 must 720p']],
    ['fields', { isProgressive: false }, ['H14 must 720p']],
  ])('with %s', (_, stream, expected) => {
    const damaged = withRendition(tree, '720p', (each) => ({
      ...each,
      segments: each.segments.map((segment) => ({
        ...segment,
        video: { ...segment.video!, stream: { ...segment.video!.stream, ...stream } },
      })),
    }));
    expect(broken(damaged)).toEqual(expected);
  });

  it('is compared with its source within a frame', () => {
    const source = {
      video: { durationSeconds: 14.681, frameCount: 440, frameRate: 29.97 },
      audio: { durationSeconds: 14.7 },
    };
    expect(broken({ ...tree, source })).toEqual([]);
    const lost = withSegment(tree, '720p', 1, (each) => ({ ...each, video: { ...each.video!, sampleCount: 57 } }));
    expect(broken({ ...lost, source })).toEqual(['H20 must 720p']);
    expect(broken(lost)).toEqual([]);
  });

  it('from a server is also asked how it was delivered', () => {
    const answer = { isRedirected: false, contentEncoding: 'gzip' };
    const responses = [
      { ...answer, path: 'a', kind: 'playlist' as const, contentType: 'application/vnd.apple.mpegurl; charset=utf-8' },
      { ...answer, path: 'b', kind: 'segment' as const, container: 'fmp4' as const, contentType: 'video/iso.segment' },
      { path: 'c', kind: 'playlist' as const, contentType: 'text/plain', isRedirected: true },
      { ...answer, path: 'd', kind: 'segment' as const, container: 'ts' as const, contentType: 'video/mp4' },
    ];
    const result = applyRules({ ...tree, responses }).find(({ rule }) => rule === 'H18');
    expect(result?.findings.map(({ severity, message }) => `${severity} ${message.split(':')[0]}`)).toEqual([
      'must c',
      'should c',
      'should c',
      'should d',
    ]);
  });
});

it('an early tree breaks only what is known at the end', () => {
  const plan = lecturePlan();
  const early = { ...treeOf(plan, writeMasterPlaylist(plan, capBitRates(plan))), iframeLists: [] };
  expect(new Set(broken(early).map((line) => line.split(' ')[0]))).toEqual(new Set(['H5', 'H6', 'H12']));
});
