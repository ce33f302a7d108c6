import { parseRational, type Rational, rational } from '../rational.ts';
import type { AudioTiming } from './media-facts.ts';
import type { ProbedStream, StreamTiming } from './stream-timing.ts';
import { findPacketGrid } from './packet-grid.ts';
import { findSoundHoles, type PacketRun } from './sound-holes.ts';
import { type FrameTicks, type FrameTiming, measureFrameTiming } from './frame-timing.ts';

/** AAC frames hold 1024 samples per channel (ISO/IEC 14496-3, 4.5.2.1.1 with frameLengthFlag 0). */
const AAC_FRAME_SAMPLES = 1024;

/** FFprobe's arguments that print one line a packet, in the order `PacketScan.addLine` reads. */
export const PACKET_SCAN_ENTRIES = 'packet=stream_index,pts,dts,duration,flags';

/** Collects the packet lines of `ffprobe -show_entries packet=… -of csv=p=0`, stream by stream, while they arrive. */
export class PacketScan implements StreamTiming {
  readonly #streams = new Map<number, StreamPackets>();

  /** Takes one line such as `0,1024,0,512,K__`. Lines of another shape (side data) are passed over. */
  addLine(line: string): void {
    const [index, pts, dts, duration, flags = ''] = line.split(',');
    const streamIndex = Number(index);
    if (!Number.isInteger(streamIndex) || pts === undefined) return;
    let stream = this.#streams.get(streamIndex);
    if (!stream) this.#streams.set(streamIndex, (stream = { packets: [], withoutTime: 0 }));
    // `D`: decoded but not shown (before an edit list's start, or priming).
    const isDiscarded = flags[1] === 'D';
    const ticks = /^-?\d+$/.test(pts) ? Number(pts) : /^-?\d+$/.test(dts ?? '') ? Number(dts) : undefined;
    if (ticks === undefined) stream.withoutTime++;
    else {
      stream.packets.push({
        pts: ticks,
        duration: /^\d+$/.test(duration ?? '') ? Number(duration) : undefined,
        isKey: flags.startsWith('K'),
        isDiscarded,
      });
    }
  }

  /** Frame times of a video stream; undefined when no packet has a time or most have none. */
  frameTiming({ index, timeBase }: ProbedStream): FrameTiming | undefined {
    const stream = this.#streams.get(index);
    const base = parseRational(timeBase);
    if (!stream || !base || stream.withoutTime > stream.packets.length) return undefined;
    const timing = measureFrameTiming(
      stream.packets.filter((packet) => !packet.isDiscarded),
      base,
    );
    // Key frames that are not shown are still places to start decoding at.
    const keyFrameTimes = stream.packets
      .filter((packet) => packet.isKey)
      .map((packet) => (packet.pts * base.num) / base.den)
      .sort((a, b) => a - b);
    return timing && { ...timing, keyFrameTimes };
  }

  /** Packet times of a sound stream; undefined when it has none. */
  audioTiming({ index, timeBase }: ProbedStream, sampleRate: number): AudioTiming | undefined {
    const packets = this.#streams.get(index)?.packets;
    const base = parseRational(timeBase);
    const first = packets?.[0];
    const last = packets?.at(-1);
    if (!packets || !base || !first || !last) return undefined;
    const seconds = (ticks: number): Rational => rational(BigInt(ticks) * BigInt(base.num), base.den);
    const firstHeard = packets.find((packet) => !packet.isDiscarded) ?? first;
    const isSampleClock = base.num === 1 && base.den === sampleRate;
    const isGapless =
      isSampleClock &&
      packets.every((packet, i) => i === 0 || packet.pts - (packets[i - 1] as Packet).pts === AAC_FRAME_SAMPLES);
    return {
      startTime: seconds(firstHeard.pts),
      endTime: seconds(last.pts + (last.duration ?? 0)),
      packetCount: packets.length,
      gaplessStartSample: isGapless ? first.pts : undefined,
      packetGrid: findPacketGrid(
        packets.map((packet) => packet.pts),
        base,
        sampleRate,
      ),
      holes: findSoundHoles(first.pts, packetRuns(packets), base.num / base.den),
    };
  }
}

interface Packet extends FrameTicks {
  readonly isDiscarded: boolean;
}

/** Each packet but the last: what comes after that is no hole. */
function packetRuns(packets: readonly Packet[]): PacketRun[] {
  return packets.slice(1).map((next, i) => {
    const { pts, duration } = packets[i] as Packet;
    return { count: 1, stepTicks: next.pts - pts, lengthTicks: duration };
  });
}

interface StreamPackets {
  readonly packets: Packet[];
  withoutTime: number;
}
