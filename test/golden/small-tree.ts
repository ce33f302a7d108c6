import { measureBitRates } from '../../src/media/bit-rate/plan-bit-rates.ts';
import { audioFrameStartSample, audioSegmentStartFrame } from '../../src/media/grid/audio-grid.ts';
import type { MasterPlaylist, MediaPlaylist } from '../../src/media/hls/playlist.ts';
import { readPlaylist } from '../../src/media/hls/read-playlist.ts';
import { writeIframePlaylist } from '../../src/media/hls/write-iframe-playlist.ts';
import { writeMasterPlaylist } from '../../src/media/hls/write-master-playlist.ts';
import { writeMediaPlaylist } from '../../src/media/hls/write-media-playlist.ts';
import type { Plan } from '../../src/media/plan/plan.ts';
import { renditionStartFrame } from '../../src/media/plan/rendition-frames.ts';
import type {
  AudioSpan,
  RenditionFacts,
  SegmentFacts,
  TreeFacts,
  VideoSpan,
} from '../../src/media/rules/tree-facts.ts';
import { smallCells } from './small-plan.ts';

/** The tree that Lectern would make of a plan, as the checker reads it. */
export function treeOf(
  plan: Plan,
  masterText = writeMasterPlaylist(plan, measureBitRates(plan, smallCells(plan))),
): TreeFacts {
  const master = readPlaylist(masterText) as MasterPlaylist;
  const cells = smallCells(plan);
  const playlist = readPlaylist(writeMediaPlaylist(plan)) as MediaPlaylist;
  const rendition = (id: string, kind: 'video' | 'audio'): RenditionFacts => {
    let startSeconds = 0;
    const segments = playlist.segments.map(({ uri, durationSeconds }, index): SegmentFacts => {
      const cell = cells.find((each) => each.renditionId === id && each.segmentIndex === index)!;
      const segment = {
        index,
        name: uri,
        startSeconds,
        durationSeconds,
        sizeBytes: cell.sizeBytes,
        faults: [],
        isDiscontinuity: false,
        ...(kind === 'video' ? { video: videoSpan(plan, id, index) } : { audio: audioSpan(plan, id, index) }),
      };
      startSeconds += durationSeconds;
      return segment;
    });
    return { id, uri: `${id}/playlist.m3u8`, kind, container: 'fmp4', playlist, faults: [], segments };
  };
  return {
    master,
    renditions: [
      ...plan.video.map(({ id }) => rendition(id, 'video')),
      ...plan.audio.map(({ id }) => rendition(id, 'audio')),
    ],
    iframeLists: plan.video.map(({ id }) => ({
      id,
      uri: `${id}/iframes.m3u8`,
      playlist: readPlaylist(writeIframePlaylist(plan, id, cells)) as MediaPlaylist,
      faults: [],
      keyFrameEndBytes: cells.filter((cell) => cell.renditionId === id).map((cell) => cell.keyFrameEndBytes),
    })),
  };
}

function videoSpan(plan: Plan, id: string, index: number): VideoSpan {
  const video = plan.video.find((each) => each.id === id)!;
  const start = renditionStartFrame(plan.grid, video, index) * video.frameTicks;
  const end = renditionStartFrame(plan.grid, video, index + 1) * video.frameTicks;
  return {
    ...spanBetween(start, end, video.timescale, video.frameTicks),
    startsWithIdr: true,
    keyFrameTicks: [start],
    stream: {
      codecs: plan.inits[id]!.codecs,
      profileIdc: 100,
      levelIdc: Number(video.level) * 10,
      width: video.width,
      height: video.height,
      referenceFrames: 3,
      isProgressive: true,
    },
  };
}

function audioSpan(plan: Plan, id: string, index: number): AudioSpan {
  const audio = plan.audio.find((each) => each.id === id)!;
  const [start, end] = [index, index + 1].map((i) =>
    audioFrameStartSample(audio, audioSegmentStartFrame(plan.grid, audio, i)),
  ) as [number, number];
  const stream = { codecs: 'mp4a.40.2', sampleRate: audio.sampleRate, channels: 2 };
  return { ...spanBetween(start, end, audio.sampleRate, 1024), stream };
}

function spanBetween(start: number, end: number, timescale: number, sampleTicks: number) {
  return {
    timescale,
    sampleCount: (end - start) / sampleTicks,
    decodeStartTicks: start,
    durationTicks: end - start,
    presentationStartTicks: start,
    presentationEndTicks: end,
    sampleTicks,
    hasEditList: false,
  };
}
