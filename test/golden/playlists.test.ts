import HLS from 'hls-parser';
import { parse as parseMpd } from 'mpd-parser';
import { describe, expect, it } from 'vitest';
import { capBitRates, measureBitRates } from '../../src/media/bit-rate/plan-bit-rates.ts';
import { writeManifest } from '../../src/media/dash/write-manifest.ts';
import { gridDuration, segmentCount, segmentDuration, segmentStart } from '../../src/media/grid/grid.ts';
import { writeClassicMasterPlaylist, writeClassicMediaPlaylist } from '../../src/media/hls/write-classic-playlists.ts';
import { writeIframePlaylist } from '../../src/media/hls/write-iframe-playlist.ts';
import { writeMasterPlaylist } from '../../src/media/hls/write-master-playlist.ts';
import { writeMediaPlaylist } from '../../src/media/hls/write-media-playlist.ts';
import type { Plan } from '../../src/media/plan/plan.ts';
import { rational, toNumber } from '../../src/media/rational.ts';
import { lecturePlan, silentPlan, smallCells, sportPlan } from './small-plan.ts';

const PLANS: [string, Plan][] = [
  ['lecture', lecturePlan()],
  ['sport', sportPlan()],
  ['silent', silentPlan()],
];
const REVISION = 'r1/';

function golden(name: string): string {
  return `playlists/${name}`;
}

describe.each(PLANS)('playlists of %s', (name, plan) => {
  const cells = smallCells(plan);
  const caps = capBitRates(plan);
  const measured = measureBitRates(plan, cells);
  const texts = {
    'media.m3u8': writeMediaPlaylist(plan),
    'iframes.m3u8': writeIframePlaylist(plan, plan.video[0]!.id, cells),
    'master-early.m3u8': writeMasterPlaylist(plan, caps, REVISION),
    'master-ready.m3u8': writeMasterPlaylist(plan, measured),
    'manifest-early.mpd': writeManifest(plan, caps, REVISION),
    'manifest-ready.mpd': writeManifest(plan, measured),
  };

  it.each(Object.entries(texts))('%s is what it was', async (file, text) => {
    await expect(text).toMatchFileSnapshot(golden(`${name}-${file}`));
  });

  it('hls-parser reads the media playlist to the times of the grid', () => {
    const playlist = HLS.parse(texts['media.m3u8']);
    if (playlist.isMasterPlaylist) throw new Error('wanted a media playlist');
    expect(playlist).toMatchObject({ version: 7, endlist: true, playlistType: 'VOD', independentSegments: true });
    expect(playlist.segments).toHaveLength(segmentCount(plan.grid));
    let seconds = 0;
    playlist.segments.forEach((segment, i) => {
      expect(seconds).toBeCloseTo(toNumber(segmentStart(plan.grid, i)), 5);
      expect(Math.round(segment.duration)).toBeLessThanOrEqual(playlist.targetDuration);
      expect(segment.uri).toBe(`segment_${String(i).padStart(5, '0')}.m4s`);
      expect(segment.map).toMatchObject({ uri: 'init.mp4' });
      seconds += segment.duration;
    });
    expect(seconds).toBeCloseTo(toNumber(gridDuration(plan.grid)), 5);
  });

  it('hls-parser reads the I-frame playlist to the byte ranges of the cells', () => {
    const playlist = HLS.parse(texts['iframes.m3u8']);
    if (playlist.isMasterPlaylist) throw new Error('wanted a media playlist');
    expect(playlist.isIFrame).toBe(true);
    const lowest = cells.filter((cell) => cell.renditionId === plan.video[0]!.id);
    expect(playlist.segments.map((segment) => segment.byterange)).toEqual(
      lowest.map((cell) => ({ offset: 0, length: cell.keyFrameEndBytes })),
    );
  });

  it('hls-parser reads every rendition out of both master playlists', () => {
    const early = HLS.parse(texts['master-early.m3u8']);
    const ready = HLS.parse(texts['master-ready.m3u8']);
    if (!early.isMasterPlaylist || !ready.isMasterPlaylist) throw new Error('wanted master playlists');
    expect(early.variants.map((variant) => variant.uri)).toEqual(plan.video.map(({ id }) => `r1/${id}/playlist.m3u8`));
    for (const variant of ready.variants.filter((candidate) => !candidate.isIFrameOnly)) {
      const rendition = plan.video.find(({ id }) => variant.uri === `${id}/playlist.m3u8`)!;
      expect(variant.resolution).toEqual({ width: rendition.width, height: rendition.height });
      expect(variant.frameRate).toBeCloseTo(toNumber(rendition.frameRate), 3);
      expect(variant.codecs).toContain(plan.inits[rendition.id]!.codecs);
      expect(variant.averageBandwidth).toBeLessThanOrEqual(variant.bandwidth);
      expect(variant.audio.map((audio) => [audio.language, audio.uri])).toEqual(
        plan.audio.map((audio) => [audio.language, `${audio.id}/playlist.m3u8`]),
      );
      expect(variant.audio.filter((audio) => audio.isDefault)).toHaveLength(Math.min(1, plan.audio.length));
      expect(new Set(variant.audio.map((audio) => audio.name)).size).toBe(plan.audio.length);
    }
    expect(early.variants.filter((variant) => variant.isIFrameOnly)).toEqual([]);
    expect(ready.variants.filter((variant) => variant.isIFrameOnly).map((variant) => variant.uri)).toEqual(
      plan.video.map(({ id }) => `${id}/iframes.m3u8`),
    );
  });

  it('mpd-parser reads the manifest to the same renditions, names and times', () => {
    const manifest = parseMpd(texts['manifest-ready.mpd'], { manifestUri: 'https://lectern.test/manifest.mpd' });
    expect(manifest.duration).toBeCloseTo(toNumber(gridDuration(plan.grid)), 5);
    expect(manifest.playlists).toHaveLength(plan.video.length);
    for (const [i, playlist] of manifest.playlists.entries()) {
      const rendition = plan.video[i]!;
      expect(playlist.attributes).toMatchObject({
        NAME: rendition.id,
        BANDWIDTH: measured.renditions.get(rendition.id)!.peakBps,
        RESOLUTION: { width: rendition.width, height: rendition.height },
        CODECS: plan.inits[rendition.id]!.codecs,
      });
      expect(playlist.segments).toHaveLength(segmentCount(plan.grid));
      playlist.segments.forEach((segment, k) => {
        expect(segment.uri).toBe(`${rendition.id}/segment_${String(k).padStart(5, '0')}.m4s`);
        expect(segment.map.uri).toBe(`${rendition.id}/init.mp4`);
        expect(segment.presentationTime).toBeCloseTo(toNumber(segmentStart(plan.grid, k)), 9);
        expect(segment.duration).toBeCloseTo(toNumber(segmentDuration(plan.grid, k)), 9);
      });
    }
  });
});

describe('the multivariant playlist', () => {
  it('names the variant nearest to 2000 kbit/s first once rates are measured', () => {
    const plan = lecturePlan();
    const rates = new Map([
      ['360p', { peakBps: 700_000, averageBps: 500_000, keyFrames: { peakBps: 90_000, averageBps: 80_000 } }],
      ['720p', { peakBps: 2_100_000, averageBps: 1_500_000, keyFrames: { peakBps: 300_000, averageBps: 200_000 } }],
      ['audio', { peakBps: 130_000, averageBps: 128_000 }],
      ['audio-2', { peakBps: 131_000, averageBps: 127_000 }],
    ]);
    const master = writeMasterPlaylist(plan, { kind: 'measured', renditions: rates });
    const variants = master.split('\n').filter((line) => line.startsWith('#EXT-X-STREAM-INF'));
    expect(variants[0]).toContain('BANDWIDTH=2231000,AVERAGE-BANDWIDTH=1628000,');
    expect(variants[1]).toContain('BANDWIDTH=831000,AVERAGE-BANDWIDTH=628000,');
  });

  it('cannot be broken by a name out of the source', () => {
    const plan = lecturePlan();
    const hostile = { ...plan, audio: [{ ...plan.audio[0]!, name: 'a"\n#EXT-X-ENDLIST\r\nb' }] };
    const playlist = HLS.parse(writeMasterPlaylist(hostile, capBitRates(hostile)));
    if (!playlist.isMasterPlaylist) throw new Error('wanted a master playlist');
    expect(playlist.variants[0]!.audio.map((audio) => audio.name)).toEqual(['a\u201d #EXT-X-ENDLIST b']);
  });

  it('is not written as ready while a cell is missing', () => {
    const plan = lecturePlan();
    expect(() => measureBitRates(plan, smallCells(plan).slice(1))).toThrow('360p segment 0');
    expect(() => writeIframePlaylist(plan, '720p', [])).toThrow('720p segment 0');
  });
});

describe('classic playlists', () => {
  it('are version 3, with the sound muxed in', async () => {
    const boundaries = [0, 10, 20, 21].map((frame) => rational(frame * 1001, 1000));
    const media = writeClassicMediaPlaylist(boundaries);
    const variant = { peakBps: 900_000.2, averageBps: 500_000, codecs: ['avc1.64001e', 'mp4a.40.2'] };
    const master = writeClassicMasterPlaylist([
      { ...variant, uri: '360p/playlist.m3u8', width: 640, height: 360, frameRate: rational(30000, 1001) },
    ]);
    await expect(media).toMatchFileSnapshot(golden('classic-media.m3u8'));
    await expect(master).toMatchFileSnapshot(golden('classic-master.m3u8'));
    expect(HLS.parse(media)).toMatchObject({ version: 3, targetDuration: 10, endlist: true });
    expect(HLS.parse(master)).toMatchObject({ version: 3, variants: [{ bandwidth: 900_001 }] });
  });
});
