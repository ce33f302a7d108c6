import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { testMedia } from '../../scripts/test-media.ts';
import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { PACKET_SCAN_ENTRIES, PacketScan } from '../../src/media/facts/packet-scan.ts';
import type { ProbedStream } from '../../src/media/facts/stream-timing.ts';
import { type Rational, toNumber } from '../../src/media/rational.ts';
import { readSampleTables } from '../../src/media/sample-table/read-sample-tables.ts';
import { SampleTableTiming } from '../../src/media/sample-table/sample-table-timing.ts';

const media = testMedia('.');

describe.skipIf(!media)('times from an MP4’s own tables', () => {
  const files = readdirSync(media ?? '.').filter((file) => /\.(mp4|mov|3gp)$/i.test(file));

  it.each(files)('agree with the packets ffprobe reads: %s', async (file) => {
    const source = path.join(media as string, file);
    const { movieBox, hasAllSamples } = await fileSourceHead(source);
    const tables = movieBox && hasAllSamples ? settledTables(movieBox) : undefined;
    if (!tables) return; // scanned instead: nothing to agree on
    const table = new SampleTableTiming(tables);
    const streams = probeStreams(source);
    const scan = scanPackets(source);
    for (const stream of streams) {
      const named: ProbedStream = { index: stream.index, id: stream.id, timeBase: stream.time_base };
      if (stream.codec_type === 'video') {
        const { keyFrameTimes: wantedKeys = [], ...wanted } = scan.frameTiming(named) ?? {};
        const { keyFrameTimes: gotKeys = [], ...got } = table.frameTiming(named) ?? {};
        expect(got).toEqual(wanted);
        expect(gotKeys.map((time) => time.toFixed(4))).toEqual(wantedKeys.map((time) => time.toFixed(4)));
      }
      if (stream.codec_type === 'audio') {
        const wanted = scan.audioTiming(named, Number(stream.sample_rate));
        const got = table.audioTiming(named, Number(stream.sample_rate));
        expect(got?.startTime).toEqual(wanted?.startTime);
        // Padding in the last frame is told differently; sound is cut or padded to the picture anyway.
        expect(Math.abs(seconds(got?.endTime) - seconds(wanted?.endTime))).toBeLessThanOrEqual(0.064);
        if (stream.codec_name === 'aac') expect(got?.gaplessStartSample).toBe(wanted?.gaplessStartSample);
      }
    }
  });
});

function settledTables(movieBox: Uint8Array): ReturnType<typeof readSampleTables> {
  try {
    return readSampleTables(movieBox);
  } catch {
    return undefined; // damaged: scanned instead
  }
}

function seconds(time: Rational | undefined): number {
  return time ? toNumber(time) : NaN;
}

interface Stream {
  readonly codec_name?: string;
  readonly index: number;
  readonly id?: string;
  readonly codec_type: string;
  readonly time_base: string;
  readonly sample_rate: string;
}

function probeStreams(source: string): Stream[] {
  try {
    const json = execFileSync('ffprobe', ['-v', 'quiet', '-show_streams', '-of', 'json', `file:${source}`], {
      encoding: 'utf8',
    });
    return (JSON.parse(json) as { streams?: Stream[] }).streams ?? [];
  } catch {
    return []; // ffprobe refuses it, and so do we
  }
}

function scanPackets(source: string): PacketScan {
  const scan = new PacketScan();
  const args = ['-v', 'quiet', '-show_entries', PACKET_SCAN_ENTRIES, '-of', 'csv=p=0', `file:${source}`];
  for (const line of execFileSync('ffprobe', args, { encoding: 'utf8', maxBuffer: 1e9 }).split('\n'))
    scan.addLine(line);
  return scan;
}
