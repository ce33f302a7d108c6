import { describe, expect, it } from 'vitest';

import { listSamples, proveOutcome } from '../support/corpus.ts';

/** Twenty-one of the corpus that are quick and unlike each other; `npm run test:all` takes all of them. */
const CHOSEN = [
  'MediaConch_SampleFiles__EBML-ELEM-UNKNOWN-SIZE.mkv',
  'androidx-media__bbb_800x640_768kbps_30fps_vp9.mp4',
  'androidx-media__bear_vorbis.ogg',
  'androidx-media__dolbyVision-hdr.MOV',
  'androidx-media__iibbibb_editlist_videoonly.mp4',
  'androidx-media__sample.flv',
  'androidx-media__sample_fragmented.mp4',
  'androidx-media__sample_fragmented_clearkey.mp4',
  'androidx-media__sample_h262_mpeg_audio.ts',
  'androidx-media__sample_sef_slow_motion.mp4',
  'craft__120fps.mp4',
  'craft__audio-4s-video-1s.mp4',
  'craft__hls-local-file.mp4',
  'craft__odd-17x33-444.mkv',
  'craft__truncated-moov-at-end.mp4',
  'craft__two-audio-languages.mp4',
  'decord__video_90.mov',
  'file-type__fixture.wmv.asf',
  'http-streaming__videoLargeOffset.ts',
  'moviepy__video-with-dash-.mp4',
  'node-fluent-ffmpeg__te_s_t__video_____.flv',
] as const;

const samples = listSamples();

describe.runIf(samples.length > 0)('lectern transcode makes of twenty-one samples what the manifest expects', () => {
  it.each(CHOSEN)('%s', async (file) => {
    const sample = samples.find((candidate) => candidate.file === file);
    expect(sample).toBeDefined();
    await expect(proveOutcome(sample!, false)).resolves.toBeUndefined();
  });
});
