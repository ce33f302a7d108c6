import { durationText } from '../report/lengths.ts';
import { busyText, judged } from '../report/judged.ts';
import type { GrownResults } from '../report/served-results.ts';
import { renderTable } from '../report/table.ts';
import type { FleetResult } from './grown-fleet.ts';
import type { UploadResult } from './large-upload.ts';
import type { ViewersResult } from './many-viewers.ts';
import type { ServedLoad, ServeResult } from './serve-segments.ts';

const GOALS = {
  cpuRatio: 1.15,
  efficiency: 0.9,
  nodeShare: 0.5,
  acceleratedShare: 0.9,
  segmentMs: 250,
  /** Memory that rises by no more is called flat: a young heap comes and goes by that much. */
  growthMegabytes: 64,
} as const;

/** The tables of the parts that were measured; names are those of the blocks in the page of the documentation. */
export function grownBlocks({ fleet, serve, viewers, upload }: GrownResults) {
  return [
    ...(fleet ? [{ name: 'fleet', title: 'PostgreSQL, Redis and S3', text: fleetText(fleet) }] : []),
    ...(serve ? [{ name: 'serve', title: 'Segments beside nginx', text: serveText(serve) }] : []),
    ...(viewers ? [{ name: 'viewers', title: 'Viewers at once', text: viewersText(viewers) }] : []),
    ...(upload ? [{ name: 'upload', title: 'A large upload', text: uploadText(upload) }] : []),
  ];
}

function fleetText({ sourceSeconds, renditions, busyBefore, embedded, one, two }: FleetResult): string {
  const jobs = {
    'embedded, local disk; 2 encoders': embedded,
    'engines; server with 1 encoder': one,
    'engines; server and worker, 1 encoder each': two,
  };
  const rows = Object.entries(jobs).map(([name, job]) => [
    name,
    ...[job.cpuSeconds, job.ownCpuSeconds, job.engineCpuSeconds, job.readySeconds].map((each) => each.toFixed(1)),
    ...(job === embedded ? [] : judged(job.cpuSeconds / embedded.cpuSeconds, atMost(GOALS.cpuRatio))),
  ]);
  const header = ['job', 'CPU, s', 'of it not FFmpeg', "engines' CPU, s", 'ready, s', 'CPU ratio', 'goal', 'met'];
  const efficiency = renderTable(
    ['two processes against one', 'efficiency', 'goal', 'met'],
    [['ready', ...judged(one.readySeconds / (2 * two.readySeconds), atLeast(GOALS.efficiency))]],
  );
  const about = `${durationText(sourceSeconds)} lecture, ${renditions.join(', ')}; busy before: ${busyText([busyBefore])}.`;
  return `${about}\n\n${renderTable(header, rows)}\n\n${efficiency}`;
}

function serveText({ segments, busyBefore, nginx, node, unkept, asked, accelerated }: ServeResult): string {
  const speed = ({ bytes, seconds }: ServedLoad): number => bytes / seconds / 1e6;
  const share = (load: ServedLoad): number => speed(load) / speed(nginx);
  const row = (name: string, load: ServedLoad, goal?: number): string[] => {
    const perGigabyte = (cpuSeconds: number): string => ((cpuSeconds / load.bytes) * 1e9).toFixed(2);
    return [
      ...[name, speed(load).toFixed(0), (load.answers / load.seconds).toFixed(0), load.p99Ms.toFixed(0)],
      ...[perGigabyte(load.nodeCpuSeconds), perGigabyte(load.nginxCpuSeconds)],
      ...(goal === undefined ? [share(load).toFixed(2)] : judged(share(load), atLeast(goal))),
    ];
  };
  const header = ['', 'MB/s', 'answers/s', 'p99, ms', 'Node, CPU s/GB', 'nginx, CPU s/GB', 'share', 'goal', 'met'];
  const rows = [
    row('nginx, files without a token', nginx),
    row('Lectern alone', node, GOALS.nodeShare),
    row('the same, nothing kept in memory', unkept),
    row('nginx, which asks Lectern for each segment', asked),
    row('nginx, which keeps a yes for 5 s', accelerated, GOALS.acceleratedShare),
  ];
  const megabytes = (nginx.bytes / nginx.answers / 1e6).toFixed(2);
  const about = `${segments} segments of all renditions, ${megabytes} MB each on average, asked for by 32 connections`;
  return `${about} for ${nginx.seconds.toFixed(0)} s; busy before: ${busyText([busyBefore])}.\n\n${renderTable(header, rows)}`;
}

function viewersText(result: ViewersResult): string {
  const { viewers, seconds, busyBefore, segment, serverCpuSeconds } = result;
  const rows = [
    ['answers', String(segment.answers)],
    ['p50, ms', segment.p50.toFixed(0)],
    ['p95, ms', segment.p95.toFixed(0)],
    ['p99, ms', ...judged(segment.p99, atMost(GOALS.segmentMs), 0)],
    ["server's CPU, share of one core", (serverCpuSeconds / seconds).toFixed(2)],
    ...memoryRows('third', result),
  ];
  const about = `${viewers} viewers for ${seconds} s; busy before: ${busyText([busyBefore])}.`;
  return `${about}\n\n${renderTable(['', 'figure', 'goal', 'met'], rows)}`;
}

function uploadText(result: UploadResult): string {
  const { sizeBytes, busyBefore, seconds, serverCpuSeconds } = result;
  const rows = [
    ['MB/s', (sizeBytes / seconds / 1e6).toFixed(0)],
    ["server's CPU, s/GB", ((serverCpuSeconds / sizeBytes) * 1e9).toFixed(2)],
    ...memoryRows('quarter', result),
  ];
  const about = `${(sizeBytes / 2 ** 30).toFixed(1)} GiB; busy before: ${busyText([busyBefore])}.`;
  return `${about}\n\n${renderTable(['', 'figure', 'goal', 'met'], rows)}`;
}

/** Whether memory stayed where it was. */
function memoryRows(piece: string, { firstBytes, lastBytes }: { firstBytes: number; lastBytes: number }): string[][] {
  const growth = (lastBytes - firstBytes) / 1e6;
  return [
    [`server's memory, first ${piece}, MB`, (firstBytes / 1e6).toFixed(0)],
    [`server's memory, last ${piece}, MB`, (lastBytes / 1e6).toFixed(0)],
    ['more, MB', ...judged(growth, atMost(GOALS.growthMegabytes), 0)],
  ];
}

function atMost(limit: number) {
  return { kind: 'atMost', limit } as const;
}

function atLeast(limit: number) {
  return { kind: 'atLeast', limit } as const;
}
