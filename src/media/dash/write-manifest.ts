import type { PlanBitRates } from '../bit-rate/plan-bit-rates.ts';
import { audioFrameStartSample, audioSegmentStartFrame } from '../grid/audio-grid.ts';
import { gridDuration, segmentCount, targetDurationSeconds } from '../grid/grid.ts';
import { MediaError } from '../media-error.ts';
import { INIT_FILE_NAME } from '../plan/names.ts';
import type { AudioRendition, Plan, VideoRendition } from '../plan/plan.ts';
import { renditionStartFrame } from '../plan/rendition-frames.ts';
import { toDecimalSeconds } from '../rational.ts';
import { type XmlElement, writeXml, xml } from './xml.ts';

const ROLE_SCHEME = 'urn:mpeg:dash:role:2011';
const CHANNELS_SCHEME = 'urn:mpeg:dash:23003:3:audio_channel_configuration:2011';

/**
 * The static DASH manifest (ISO/IEC 23009-1) of the same files as the HLS playlists: one AdaptationSet for the picture,
 * one for each sound rendition; times exact in integers.
 *
 * With caps (cells are empty) `bandwidth` is an upper bound. `pathPrefix` as in the multivariant playlist.
 */
export function writeManifest(plan: Plan, rates: PlanBitRates, pathPrefix = ''): string {
  const sets = [
    videoSet(plan, rates, pathPrefix),
    ...plan.audio.map((audio, i) => audioSet(plan, rates, audio, i, pathPrefix)),
  ];
  return writeXml(
    xml(
      'MPD',
      {
        xmlns: 'urn:mpeg:dash:schema:mpd:2011',
        profiles: 'urn:mpeg:dash:profile:isoff-live:2011,urn:mpeg:dash:profile:cmaf:2019',
        type: 'static',
        mediaPresentationDuration: `PT${toDecimalSeconds(gridDuration(plan.grid))}S`,
        minBufferTime: `PT${targetDurationSeconds(plan.grid)}S`,
        maxSegmentDuration: `PT${targetDurationSeconds(plan.grid) + 1}S`,
      },
      [xml('Period', { id: '0', start: 'PT0S' }, sets)],
    ),
  );
}

function videoSet(plan: Plan, rates: PlanBitRates, pathPrefix: string): XmlElement {
  // Half-rate renditions begin their segments at the same times, so the timeline of a full-rate one is theirs too.
  const reference = plan.video.find((video) => !video.isHalfRate) ?? plan.video[0];
  if (!reference) throw new MediaError('manifest: wanted at least one video rendition, got none');
  const starts = startsOf(plan, (i) => renditionStartFrame(plan.grid, reference, i) * reference.frameTicks);
  return xml(
    'AdaptationSet',
    {
      id: '0',
      contentType: 'video',
      mimeType: 'video/mp4',
      segmentAlignment: 'true',
      startWithSAP: 1,
      maxWidth: Math.max(...plan.video.map((video) => video.width)),
      maxHeight: Math.max(...plan.video.map((video) => video.height)),
    },
    [
      xml('Role', { schemeIdUri: ROLE_SCHEME, value: 'main' }),
      segmentTemplate(reference.timescale, starts, pathPrefix),
      ...plan.video.map((video) => videoRepresentation(plan, rates, video)),
    ],
  );
}

function videoRepresentation(plan: Plan, rates: PlanBitRates, video: VideoRendition): XmlElement {
  const { num, den } = video.frameRate;
  return xml('Representation', {
    id: video.id,
    bandwidth: bandwidthOf(rates, video.id),
    codecs: codecsOf(plan, video.id),
    width: video.width,
    height: video.height,
    frameRate: den === 1 ? num : `${num}/${den}`,
    sar: '1:1',
  });
}

function audioSet(
  plan: Plan,
  rates: PlanBitRates,
  audio: AudioRendition,
  index: number,
  pathPrefix: string,
): XmlElement {
  const starts = startsOf(plan, (i) => audioFrameStartSample(audio, audioSegmentStartFrame(plan.grid, audio, i)));
  return xml(
    'AdaptationSet',
    {
      id: index + 1,
      contentType: 'audio',
      mimeType: 'audio/mp4',
      lang: audio.language,
      segmentAlignment: 'true',
      startWithSAP: 1,
    },
    [
      xml('AudioChannelConfiguration', { schemeIdUri: CHANNELS_SCHEME, value: 2 }),
      xml('Role', { schemeIdUri: ROLE_SCHEME, value: index === 0 ? 'main' : 'alternate' }),
      xml('Label', {}, audio.name),
      segmentTemplate(audio.sampleRate, starts, pathPrefix),
      xml('Representation', {
        id: audio.id,
        bandwidth: bandwidthOf(rates, audio.id),
        codecs: codecsOf(plan, audio.id),
        audioSamplingRate: audio.sampleRate,
      }),
    ],
  );
}

function startsOf(plan: Plan, startTicks: (index: number) => number): number[] {
  return Array.from({ length: segmentCount(plan.grid) + 1 }, (_, i) => startTicks(i));
}

/** Start ticks of each segment, then the end. */
function segmentTemplate(timescale: number, starts: readonly number[], pathPrefix: string): XmlElement {
  return xml(
    'SegmentTemplate',
    {
      timescale,
      startNumber: 0,
      initialization: `${pathPrefix}$RepresentationID$/${INIT_FILE_NAME}`,
      media: `${pathPrefix}$RepresentationID$/segment_$Number%05d$.m4s`,
    },
    [xml('SegmentTimeline', {}, timelineEntries(starts))],
  );
}

/** ISO/IEC 23009-1, 5.3.9.6: `r` is how often a duration comes again. */
function timelineEntries(starts: readonly number[]): XmlElement[] {
  const runs: { durationTicks: number; count: number }[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    const durationTicks = (starts[i + 1] as number) - (starts[i] as number);
    const last = runs.at(-1);
    if (last?.durationTicks === durationTicks) last.count++;
    else runs.push({ durationTicks, count: 1 });
  }
  return runs.map(({ durationTicks, count }, i) =>
    xml('S', {
      t: i === 0 ? (starts[0] as number) : undefined,
      d: durationTicks,
      r: count > 1 ? count - 1 : undefined,
    }),
  );
}

function bandwidthOf(rates: PlanBitRates, renditionId: string): number {
  const found = rates.renditions.get(renditionId);
  if (!found) throw new MediaError(`manifest: wanted the rates of ${renditionId}, got none`);
  return found.peakBps;
}

function codecsOf(plan: Plan, renditionId: string): string {
  const init = plan.inits[renditionId];
  if (!init) throw new MediaError(`manifest: wanted the init of ${renditionId}, got none`);
  return init.codecs;
}
