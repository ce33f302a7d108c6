import { adtsHeader } from '../../media/aac/adts.ts';
import { parseAudioSpecificConfig } from '../../media/aac/audio-specific-config.ts';
import { toAnnexB } from '../../media/avc/annex-b.ts';
import { parseAvcConfiguration } from '../../media/avc/avc-configuration.ts';
import { SAMPLES_PER_FRAME } from '../../media/grid/audio-grid.ts';
import { readFragment } from '../../media/isobmff/fragment.ts';
import type { TrackFacts } from '../../media/isobmff/init.ts';
import { MediaError } from '../../media/media-error.ts';
import type { TsAudioFrame, TsVideoFrame } from '../../media/mpegts/ts-frames.ts';

/** MPEG-TS stamps count 90,000 ticks a second (ISO/IEC 13818-1, 2.4.3.7). */
const TS_TICKS_PER_SECOND = 90_000;

/** Where time 0 lies, so that no stamp is ever negative; FFmpeg's own muxer uses 1.4 s and more. */
const TS_START_TICKS = 10 * TS_TICKS_PER_SECOND;

/**
 * Frames by which decoding runs ahead of showing. Cells let shown time fall behind decode time instead (negative
 * composition offsets, CMAF); a transport stream cannot, so its decode times are moved back by what x264 reorders at most.
 */
const REORDER_FRAMES = 2;

/** The picture frames of a stored cell, as a transport stream carries them. Throws MediaError for a cell that is not ours. */
export function videoFramesOf(cell: Uint8Array, track: TrackFacts): TsVideoFrame[] {
  if (!track.avcConfiguration) throw new MediaError('classic: wanted an H.264 track, got none');
  const configuration = parseAvcConfiguration(track.avcConfiguration);
  const fragment = readFragment(cell, track);
  let decodeTime = fragment.baseDecodeTimeTicks;
  return fragment.samples.map((sample) => {
    const shownAt = decodeTime + sample.compositionOffsetTicks;
    const decodedAt = decodeTime - REORDER_FRAMES * sample.durationTicks;
    decodeTime += sample.durationTicks;
    return {
      ptsTicks: toTsTicks(shownAt, track.timescale),
      dtsTicks: toTsTicks(decodedAt, track.timescale),
      isKey: sample.isSync,
      annexB: toAnnexB(cell.subarray(sample.offsetBytes, sample.offsetBytes + sample.sizeBytes), configuration),
    };
  });
}

/** The sound frames of a stored cell, as a transport stream carries them. */
export function audioFramesOf(cell: Uint8Array, track: TrackFacts): TsAudioFrame[] {
  if (!track.audioSpecificConfig) throw new MediaError('classic: wanted an AAC track, got none');
  const configuration = parseAudioSpecificConfig(track.audioSpecificConfig);
  const fragment = readFragment(cell, track);
  let time = fragment.baseDecodeTimeTicks;
  return fragment.samples.map((sample) => {
    const header = adtsHeader(configuration, sample.sizeBytes);
    const adts = new Uint8Array(header.length + sample.sizeBytes);
    adts.set(header);
    adts.set(cell.subarray(sample.offsetBytes, sample.offsetBytes + sample.sizeBytes), header.length);
    // A copied track's first frame may be cut short by its duration; ADTS cannot say so, and it begins earlier instead.
    const startTicks = time + sample.durationTicks - SAMPLES_PER_FRAME;
    const frame = { ptsTicks: toTsTicks(startTicks, track.timescale), adts };
    time += sample.durationTicks;
    return frame;
  });
}

function toTsTicks(ticks: number, timescale: number): number {
  // BigInt: ticks of hours at 30,000 a second times 90,000 pass 2^53.
  const scaled = (BigInt(ticks) * BigInt(TS_TICKS_PER_SECOND) * 2n + BigInt(timescale)) / (BigInt(timescale) * 2n);
  return TS_START_TICKS + Number(scaled);
}
