import { parseSps } from '../../avc/sps.ts';
import type { VideoStreamFacts } from '../tree-facts.ts';

/** What a sequence parameter set (a whole NAL unit) says of a stream. Throws MediaError when it is damaged. */
export function avcStreamFacts(spsNal: Uint8Array): VideoStreamFacts {
  const sps = parseSps(spsNal);
  const [, profile = 0, constraints = 0, level = 0] = spsNal;
  const hex = [profile, constraints, level].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    codecs: `avc1.${hex}`,
    profileIdc: sps.profileIdc,
    levelIdc: sps.levelIdc,
    width: sps.width,
    height: sps.height,
    referenceFrames: sps.referenceFrames,
    isProgressive: sps.frameMbsOnly,
    bitDepth: sps.bitDepthLuma,
    chroma: sps.chroma,
  };
}
