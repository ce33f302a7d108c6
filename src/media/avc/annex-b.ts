import type { AvcConfiguration } from './avc-configuration.ts';
import { NAL_TYPE, nalType, splitLengthPrefixed } from './nal.ts';

const START_CODE = [0, 0, 0, 1] as const;
// primary_pic_type 7: any slice type may follow (H.264 Table 7-5).
const ANY_PICTURE_DELIMITER = new Uint8Array([NAL_TYPE.accessUnitDelimiter, 0xf0]);

/**
 * Turns one MP4 sample (an access unit) into an Annex B byte stream, as MPEG-TS wants it.
 *
 * It begins with one access unit delimiter (the sample's own when it has one); the parameter sets of the configuration
 * follow before an IDR picture unless the sample carries its own SPS and PPS. Start codes of 4 bytes. Throws MediaError
 * for damaged samples.
 */
export function toAnnexB(sample: Uint8Array, configuration: AvcConfiguration): Uint8Array {
  const all = splitLengthPrefixed(sample, configuration.lengthSize);
  const types = new Set(all.map(nalType));
  const delimiter = all.find((nal) => nalType(nal) === NAL_TYPE.accessUnitDelimiter) ?? ANY_PICTURE_DELIMITER;
  const needsSets = types.has(NAL_TYPE.idr) && !(types.has(NAL_TYPE.sps) && types.has(NAL_TYPE.pps));
  const nals = [
    delimiter,
    ...(needsSets ? [...configuration.sps, ...configuration.pps] : []),
    // §7.4.1.2.3: only as the first unit of an access unit.
    ...all.filter((nal) => nalType(nal) !== NAL_TYPE.accessUnitDelimiter),
  ];
  const stream = new Uint8Array(nals.reduce((total, nal) => total + START_CODE.length + nal.length, 0));
  let at = 0;
  for (const nal of nals) {
    stream.set(START_CODE, at);
    stream.set(nal, at + START_CODE.length);
    at += START_CODE.length + nal.length;
  }
  return stream;
}
