import { MediaError } from '../media-error.ts';
import { childrenOf, walkBoxes } from './box.ts';
import { ByteReader } from './byte-reader.ts';

const MAX_U32 = 2 ** 32 - 1;

/**
 * Returns a copy of a fragment with its sequence number (mfhd) and its decode time (tfdt) set; nothing else changes, so
 * every size and data offset stays true.
 *
 * The fragment must hold one moof with one traf. Throws MediaError otherwise, without mfhd or tfdt, and when tfdt is
 * version 0 and the time does not fit 32 bits.
 */
export function retimeFragment(
  bytes: Uint8Array,
  to: { readonly sequenceNumber: number; readonly baseDecodeTimeTicks: number },
): Uint8Array {
  const { sequenceNumber, baseDecodeTimeTicks } = to;
  if (!Number.isInteger(sequenceNumber) || sequenceNumber < 0 || sequenceNumber > MAX_U32) {
    throw new MediaError(`mfhd: wanted a sequence number of 32 bits, got ${sequenceNumber}`);
  }
  if (!Number.isSafeInteger(baseDecodeTimeTicks) || baseDecodeTimeTicks < 0) {
    throw new MediaError(
      `tfdt: wanted a decode time that is a whole number of ticks from 0, got ${baseDecodeTimeTicks}`,
    );
  }
  const [moof, ...moreMoofs] = walkBoxes(bytes).filter((box) => box.type === 'moof');
  if (!moof || moreMoofs.length > 0) {
    throw new MediaError(`fragment: wanted one moof, got ${moof ? moreMoofs.length + 1 : 0}`);
  }
  const inMoof = childrenOf(bytes, moof);
  const mfhd = inMoof.find((box) => box.type === 'mfhd');
  const [traf, ...moreTrafs] = inMoof.filter((box) => box.type === 'traf');
  if (!mfhd) throw new MediaError('moof: wanted a mfhd, got none');
  if (!traf || moreTrafs.length > 0) {
    throw new MediaError(`moof: wanted one traf, got ${traf ? moreTrafs.length + 1 : 0}`);
  }
  const tfdt = childrenOf(bytes, traf).find((box) => box.type === 'tfdt');
  if (!tfdt) throw new MediaError('traf: wanted a tfdt, got none');

  const sequence = ByteReader.inBox(bytes, mfhd);
  sequence.versionAndFlags();
  const sequenceAt = sequence.position;
  sequence.u32();
  const time = ByteReader.inBox(bytes, tfdt);
  const { version } = time.versionAndFlags();
  const timeAt = time.position;
  time.skip(version === 1 ? 8 : 4);

  // Not slice(): on a Node Buffer that is a view, and the caller's bytes would change.
  const copy = new Uint8Array(bytes);
  const view = new DataView(copy.buffer, copy.byteOffset, copy.length);
  view.setUint32(sequenceAt, sequenceNumber);
  if (version === 1) {
    view.setBigUint64(timeAt, BigInt(baseDecodeTimeTicks));
  } else if (baseDecodeTimeTicks <= MAX_U32) {
    view.setUint32(timeAt, baseDecodeTimeTicks);
  } else {
    throw new MediaError(`tfdt version 0: wanted a decode time of 32 bits, got ${baseDecodeTimeTicks}`);
  }
  return copy;
}
