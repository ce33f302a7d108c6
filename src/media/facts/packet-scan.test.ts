import { describe, expect, it } from 'vitest';

import { rational } from '../rational.ts';
import { PacketScan } from './packet-scan.ts';

function scanOf(...lines: readonly string[]): PacketScan {
  const scan = new PacketScan();
  for (const line of lines) scan.addLine(line);
  return scan;
}

const VIDEO = { index: 0, timeBase: '1/25' };
const AUDIO = { index: 1, timeBase: '1/48000' };

describe('PacketScan', () => {
  it('keeps streams apart', () => {
    const scan = scanOf('0,0,0,1,K_', '1,-1024,-1024,1024,KD', '0,1,1,1,__', '1,0,0,1024,K_', '1,1024,1024,1024,K_');
    expect(scan.frameTiming(VIDEO)).toMatchObject({ frameCount: 2, endTime: rational(2, 25), keyFrameTimes: [0] });
    expect(scan.audioTiming(AUDIO, 48_000)).toMatchObject({
      startTime: rational(0),
      endTime: rational(2048, 48_000),
      packetCount: 3,
      gaplessStartSample: -1024,
    });
    expect(scan.frameTiming({ index: 2, timeBase: '1/25' })).toBeUndefined();
    expect(scan.audioTiming({ index: 2, timeBase: '1/25' }, 48_000)).toBeUndefined();
  });

  it('takes frames in the order they are shown', () => {
    const scan = scanOf('0,2,0,1,K_', '0,5,1,1,__', '0,3,2,1,__', '0,4,3,1,__');
    expect(scan.frameTiming(VIDEO)).toMatchObject({
      frameCount: 4,
      startTime: rational(2, 25),
      endTime: rational(6, 25),
    });
  });

  it('does not count frames before an edit list begins, but can start decoding at them', () => {
    const scan = scanOf('0,-2,-2,1,KD', '0,-1,-1,1,_D', '0,0,0,1,__', '0,1,1,1,__');
    expect(scan.frameTiming(VIDEO)).toMatchObject({ frameCount: 2, startTime: rational(0), keyFrameTimes: [-0.08] });
  });

  it('falls back to decode times, and gives up where most packets have none', () => {
    expect(scanOf('0,N/A,0,1,K_', '0,N/A,1,1,__').frameTiming(VIDEO)?.frameCount).toBe(2);
    expect(scanOf('0,N/A,N/A,1,K_', '0,0,0,1,K_').frameTiming(VIDEO)?.frameCount).toBe(1);
    expect(scanOf('0,N/A,N/A,1,K_', '0,N/A,N/A,1,K_', '0,0,0,1,K_').frameTiming(VIDEO)).toBeUndefined();
  });

  it('passes over lines that are no packets', () => {
    const scan = scanOf('', 'side_data', 'x,1,1,1,K_', '0', '0,1', '0,0,0,1,K_,Skip Samples', '0,abc,1e5,1,K_');
    expect(scan.frameTiming(VIDEO)?.frameCount).toBe(2);
  });

  it('sees a missing sound packet, and another clock', () => {
    const whole = Array.from({ length: 20 }, (_, i) => `1,${i * 1024},${i * 1024},1024,K_`);
    expect(scanOf(...whole).audioTiming(AUDIO, 48_000)?.gaplessStartSample).toBe(0);
    expect(scanOf(...whole.toSpliced(7, 1)).audioTiming(AUDIO, 48_000)?.gaplessStartSample).toBeUndefined();
    expect(scanOf(...whole).audioTiming(AUDIO, 44_100)?.gaplessStartSample).toBeUndefined();
    expect(scanOf(...whole).audioTiming({ index: 1 }, 48_000)).toBeUndefined();
  });

  it('throws nothing but MediaError for times beyond all reason', () => {
    const scan = scanOf('0,9223372036854775807,0,1,K_', '0,-9223372036854775807,0,1,K_');
    expect(() => scan.frameTiming({ index: 0, timeBase: '1/1' })).toThrow('fraction: wanted parts below 2^53');
  });
});
