import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaError } from '../media-error.ts';
import { PacketWriter } from './packet-writer.ts';
import { writeProgramAssociationTable } from './psi/program-association-table.ts';
import { writeProgramMapTable } from './psi/program-map-table.ts';
import { readTsSegment, type TsFacts } from './read-segment.ts';
import { PACKET_BYTES } from './transport-packet.ts';

const run = promisify(execFile);

let folder: string;
let segments: Uint8Array[];
let good: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-ts-'));
  const inputs = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2', '-f', 'lavfi', '-i', 'sine=r=44100:d=2'];
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-b:v', '300k', '-c:a', 'aac', '-ac', '1'];
  const hls = ['-f', 'hls', '-hls_time', '1', '-hls_segment_type', 'mpegts', '-hls_playlist_type', 'vod'];
  await run('ffmpeg', ['-v', 'error', ...inputs, ...coding, ...hls, join(folder, 'index.m3u8')]);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted();
  segments = await Promise.all(names.map(async (name) => new Uint8Array(await readFile(join(folder, name)))));
  good = segments[0] ?? new Uint8Array(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const kinds = (facts: TsFacts) => [...new Set(facts.faults.map((fault) => fault.kind))];

/** Offsets of the packets with this PID. */
function packetsWith(bytes: Uint8Array, pid: number): number[] {
  const offsets = Array.from({ length: bytes.length / PACKET_BYTES }, (_, index) => index * PACKET_BYTES);
  return offsets.filter((at) => (((bytes[at + 1] ?? 0) & 0x1f) << 8) + (bytes[at + 2] ?? 0) === pid);
}

function without(bytes: Uint8Array, from: number, length: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + length)]);
}

function factsOrError(bytes: Uint8Array): TsFacts | 'no TS' {
  try {
    return readTsSegment(bytes);
  } catch (error) {
    if (error instanceof MediaError) return 'no TS';
    throw error;
  }
}

describe('readTsSegment with segments of FFmpeg', () => {
  it('reads what FFmpeg wrote', async () => {
    expect(segments).toHaveLength(2);
    for (const [index, bytes] of segments.entries()) {
      const facts = readTsSegment(bytes);
      expect(facts.faults).toEqual([]);
      const [video, audio] = facts.streams;
      expect(video).toMatchObject({ pid: 0x100, codec: 'h264', kind: 'video' });
      expect(audio).toMatchObject({ pid: 0x101, codec: 'aac', kind: 'audio' });
      expect(video?.avc?.accessUnits).toHaveLength(25);
      expect(video?.avc?.accessUnits.map((unit) => unit.isIdr)).toEqual(
        Array.from({ length: 25 }, (_, at) => at === 0),
      );
      expect(video?.avc?.accessUnits[0]).toMatchObject({ hasDelimiter: true, hasParameterSets: true });
      expect((video?.avc?.sps?.[0] ?? 0) & 0x1f).toBe(7);
      expect(audio?.adts).toMatchObject({ sampleRateHz: 44100, channelCount: 1, lostSyncCount: 0 });

      const file = join(folder, `index${index}.ts`);
      const { stdout } = await run('ffprobe', ['-v', 'error', '-show_packets', '-of', 'json', file]);
      const { packets } = JSON.parse(stdout) as { packets: { codec_type: string; pts: number; dts: number }[] };
      const probed = packets.filter((packet) => packet.codec_type === 'video').map(({ pts, dts }) => [pts, dts]);
      expect(video?.avc?.accessUnits.map((unit) => [unit.ptsTicks, unit.dtsTicks])).toEqual(probed);
      expect(audio?.adts?.frameCount).toBe(packets.length - 25);
      expect(audio?.pes[0]?.ptsTicks).toBe(packets.find((packet) => packet.codec_type === 'audio')?.pts);
    }
  });
});

describe('readTsSegment with damage', () => {
  it('throws only for what is no TS', () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251);
    const page = new TextEncoder().encode('<!doctype html><title>GGGG</title>'.repeat(100));
    for (const bytes of [new Uint8Array(0), new Uint8Array(187).fill(0x47), new Uint8Array(5000), noise, page]) {
      expect(() => readTsSegment(bytes)).toThrow(MediaError);
    }
    expect(() => readTsSegment(good.subarray(0, PACKET_BYTES))).not.toThrow();
  });

  it('sees a lost packet', () => {
    const [, , third = 0] = packetsWith(good, 0x100);
    const facts = readTsSegment(without(good, third, PACKET_BYTES));
    expect(facts.faults).toMatchObject([{ kind: 'continuity', pid: 0x100, offsetBytes: third }]);
    expect(facts.streams[0]?.avc?.accessUnits).toHaveLength(25);
  });

  it('takes a packet sent twice, but not three times', () => {
    const [, second = 0] = packetsWith(good, 0x100);
    const packet = good.subarray(second, second + PACKET_BYTES);
    const repeated = (times: number) => {
      const copies = Array.from({ length: times }, () => [...packet]).flat();
      return readTsSegment(
        Uint8Array.from([...good.subarray(0, second), ...copies, ...good.subarray(second + PACKET_BYTES)]),
      );
    };
    expect(repeated(2).faults).toEqual([]);
    expect(repeated(2).streams).toEqual(
      readTsSegment(good).streams.map((stream) => ({
        ...stream,
        pes: stream.pes.map((pes) =>
          pes.offsetBytes > second ? { ...pes, offsetBytes: pes.offsetBytes + PACKET_BYTES } : pes,
        ),
      })),
    );
    expect(kinds(repeated(3))).toEqual(['continuity']);
  });

  it('finds packets again behind a spoilt sync byte, missing bytes and bytes that do not belong', () => {
    const at = 40 * PACKET_BYTES;
    const spoilt = readTsSegment(good.with(at, 0));
    expect(spoilt.faults[0]).toMatchObject({ kind: 'sync-lost', offsetBytes: at });
    expect(spoilt.packetCount).toBe(good.length / PACKET_BYTES - 1);
    expect(kinds(readTsSegment(without(good, at + 60, 10)))).toContain('sync-lost');
    const leading = readTsSegment(Uint8Array.from([1, 2, 3, ...good]));
    expect(leading.faults).toMatchObject([{ kind: 'sync-lost', offsetBytes: 0 }]);
    expect(leading.streams[0]?.avc?.accessUnits).toHaveLength(25);
  });

  it('sees a cut end', () => {
    expect(kinds(readTsSegment(good.subarray(0, good.length - 50)))).toContain('truncated');
    const lastAudio = packetsWith(good, 0x101).at(-1) ?? 0;
    expect(kinds(readTsSegment(without(good, lastAudio, PACKET_BYTES)))).toContain('truncated');
  });

  it('sees a damaged or missing table', () => {
    const [pat = 0] = packetsWith(good, 0);
    const [pmt = 0] = packetsWith(good, 0x1000);
    expect(kinds(readTsSegment(good.with(pat + 10, 0x55)))).toEqual(expect.arrayContaining(['crc']));
    const noPmt = packetsWith(good, 0x1000)
      .toReversed()
      .reduce((bytes, at) => without(bytes, at, PACKET_BYTES), good);
    expect(readTsSegment(noPmt)).toMatchObject({ faults: [{ kind: 'no-program' }], streams: [] });
    const late = Uint8Array.from([...without(good, pmt, PACKET_BYTES), ...good.subarray(pmt, pmt + PACKET_BYTES)]);
    expect(kinds(readTsSegment(late))).toContain('before-tables');
  });

  it('sees encrypted packets, and passes over those flagged as broken on the way', () => {
    const [, second = 0] = packetsWith(good, 0x100);
    expect(kinds(readTsSegment(good.with(second + 3, (good[second + 3] ?? 0) | 0x80)))).toEqual(['scrambled']);
    const flagged = readTsSegment(good.with(second + 1, (good[second + 1] ?? 0) | 0x80));
    expect(kinds(flagged)).toEqual(['transport-error', 'continuity']);
  });

  it('does not take a stream of sections for PES packets', () => {
    const writer = new PacketWriter();
    const streams = [{ pid: 0x200, streamType: 0x86 }];
    writer.writeSection(0, writeProgramAssociationTable({ programNumber: 7, mapPid: 0x300 }));
    writer.writeSection(0x300, writeProgramMapTable({ programNumber: 7, clockPid: 0x1fff, streams }));
    writer.writeSection(0x200, Uint8Array.of(0xfc, 0x30, 0x00));
    expect(readTsSegment(writer.finish().bytes)).toMatchObject({
      programNumber: 7,
      faults: [],
      streams: [{ pid: 0x200, kind: 'other', codec: 'scte_35', pes: [] }],
    });
  });

  it('reads any mutation to an end, in bounded time and with a bounded list of faults', () => {
    const edit = fc.record({ at: fc.nat(good.length - 1), value: fc.integer({ min: 0, max: 255 }) });
    const cut = fc.record({ at: fc.nat(good.length - 1), length: fc.nat(2000) });
    const mutation = fc.record({
      edits: fc.array(edit, { maxLength: 200 }),
      heads: fc.array(
        fc.record({ packet: fc.nat(good.length / PACKET_BYTES - 1), byte: fc.nat(30), value: fc.nat(255) }),
        { maxLength: 60 },
      ),
      cuts: fc.array(cut, { maxLength: 3 }),
    });
    let slowestMs = 0;
    fc.assert(
      fc.property(mutation, ({ edits, heads, cuts }) => {
        let bytes = good.slice();
        for (const { at, value } of edits) bytes[at] = value;
        for (const { packet, byte, value } of heads) bytes[packet * PACKET_BYTES + byte] = value;
        for (const { at, length } of cuts) bytes = without(bytes, at, length) as typeof bytes;
        const started = performance.now();
        const facts = factsOrError(bytes);
        expect(facts === 'no TS' ? 0 : facts.faults.length).toBeLessThanOrEqual(200);
        const payloads = facts === 'no TS' ? [] : facts.streams.map((stream) => stream.payloadBytes);
        expect(Math.max(0, ...payloads)).toBeLessThanOrEqual(bytes.length);
        slowestMs = Math.max(slowestMs, performance.now() - started);
      }),
      { numRuns: 400 },
    );
    expect(slowestMs).toBeLessThan(3000);
  });

  it('takes time in proportion to the input when every packet begins something', () => {
    const hostile = (build: (packet: Uint8Array, index: number) => void) => {
      const bytes = new Uint8Array(60_000 * PACKET_BYTES);
      bytes.set(good.subarray(0, 3 * PACKET_BYTES));
      for (let index = 3; index < 60_000; index++) {
        const packet = bytes.subarray(index * PACKET_BYTES, (index + 1) * PACKET_BYTES);
        packet.set([0x47, 0x41, 0x00, 0x10 | (index & 15), 0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0]);
        build(packet, index);
      }
      const started = performance.now();
      const facts = readTsSegment(bytes);
      expect(performance.now() - started).toBeLessThan(5000);
      return facts;
    };
    const flood = hostile((packet) => {
      for (let at = 13; at + 5 <= PACKET_BYTES; at += 5) packet.set([0, 0, 1, 0x65, 0x88], at);
    });
    expect(flood.streams[0]?.avc?.accessUnits).toHaveLength(100_000);
    expect(kinds(flood)).toContain('too-many');
    // sections that never end, on the PID of the PAT
    hostile((packet, index) =>
      packet.set([0x47, index % 2 === 0 ? 0x40 : 0, 0, 0x10 | (index & 15), 0, 0, 0xbf, 0xff]),
    );
    // continuity errors without end; every second packet passes as a repetition
    expect(hostile((packet) => packet.set([0x47, 0x01, 0x01, 0x15])).faultCount).toBeGreaterThan(20_000);
  });
});
