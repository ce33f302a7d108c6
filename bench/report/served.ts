import { grownBlocks } from '../grown/grown-report.ts';
import type { EncodersResult } from '../parts/encoder-efficiency.ts';
import type { JobCpuResult } from '../parts/job-cpu.ts';
import type { RecipeResult } from '../parts/other-recipes.ts';
import type { PlayResult } from '../parts/play-while-encoding.ts';
import type { SeekResult } from '../parts/seek-latency.ts';
import type { PlayableResult } from '../parts/time-to-playable.ts';
import { STAGES } from '../parts/timeline.ts';
import { durationText } from './lengths.ts';
import { busyText, judged, LATENCY_HEADER, latencyCells } from './judged.ts';
import { lessonText, studentsText } from './pages.ts';
import type { WholeEncode } from '../served/encode-whole.ts';
import type { ServedResults } from './served-results.ts';
import { medianOfEach, summarize } from './statistics.ts';
import { renderTable } from './table.ts';

/** A piece of the report: its name is that of the block in the page of the documentation. */
export interface ReportBlock {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** What the project wants to reach. */
const GOALS = {
  playableMedian: 2,
  playableWorst: 4,
  seekMedian: 2.5,
  seekWorst: 5,
  cpuRatio: 1.15,
  efficiency: 0.9,
  memoryMegabytes: 1000,
} as const;

/** The tables of the parts that were measured. */
export function servedBlocks(results: ServedResults): ReportBlock[] {
  const { playable, seek, play, lesson, students, cpu, encoders, recipes } = results;
  return [
    ...(playable ? [{ name: 'playable', title: 'Last byte to first frame', text: playableText(playable) }] : []),
    ...(seek ? [{ name: 'seek', title: 'Seek to where nothing is', text: seekText(seek) }] : []),
    ...(play ? [{ name: 'play', title: 'Playing while it is encoded', text: playText(play) }] : []),
    ...(lesson ? [{ name: 'lesson', title: 'Opening a lesson', text: lessonText(lesson) }] : []),
    ...(students ? [{ name: 'students', title: 'A hundred students', text: studentsText(students) }] : []),
    ...(cpu ? [{ name: 'cpu', title: 'Processor time of the whole job', text: cpuText(cpu) }] : []),
    ...(encoders ? [{ name: 'encoders', title: 'Two encoders against one', text: encodersText(encoders) }] : []),
    ...(recipes ? [{ name: 'recipes', title: 'Other recipes', text: recipesText(recipes, playable) }] : []),
    ...grownBlocks(results),
  ];
}

function playableText(results: readonly PlayableResult[]): string {
  const rows = results.map(({ minutes, sizeBytes, runs }) => [
    ...[durationText(minutes * 60), `${(sizeBytes / 1e6).toFixed(0)} MB`],
    ...latencyCells(runs, GOALS.playableMedian, GOALS.playableWorst),
    busyText(runs.map(({ busyBefore }) => busyBefore)),
  ]);
  const table = renderTable(['length', 'size', ...LATENCY_HEADER, 'busy runs'], rows);
  const stages = results.map(({ runs }) => medianOfEach(runs.map(({ timeline }) => timeline)));
  const stageRows = Object.entries(STAGES).map(([stage, about]) => [
    about,
    ...stages.map((medians) => medians[stage]?.toFixed(0) ?? ''),
  ]);
  const lengths = results.map(({ minutes }) => durationText(minutes * 60));
  return `${table}\n\nWhere the time goes, median ms after the last byte:\n\n${renderTable(['stage', ...lengths], stageRows)}`;
}

const SEEK_STAGES = ['pictureAsked', 'pictureStored', 'pictureArrived', 'soundAsked', 'soundStored', 'soundArrived'];

function seekText(results: readonly SeekResult[]): string {
  const rows = results.map(({ minutes, seeks, busyBefore }) => {
    const medians = medianOfEach(seeks.map(({ timeline }) => ({ ...timeline })));
    const putOff = seeks.reduce((sum, { timeline }) => sum + timeline.putOff, 0);
    return [
      durationText(minutes * 60),
      ...latencyCells(seeks, GOALS.seekMedian, GOALS.seekWorst),
      ...SEEK_STAGES.map((stage) => medians[stage]?.toFixed(0) ?? ''),
      ...[String(putOff), busyText([busyBefore])],
    ];
  });
  const header = ['picture asked, ms', 'stored', 'arrived', 'sound asked', 'stored', 'arrived', 'put off', 'busy'];
  return renderTable(['length', ...LATENCY_HEADER, ...header], rows);
}

function playText(result: PlayResult): string {
  const stalled = result.stalls.map(({ atSeconds, ms }) => `${(ms / 1000).toFixed(1)} s at ${atSeconds.toFixed(1)} s`);
  const heights = result.heights.map(({ atSeconds, height }) => `${height}p from ${atSeconds.toFixed(1)} s`);
  const rows = [
    ['watched, s', result.watchedSeconds.toFixed(0)],
    ['played, s of the video', result.playedSeconds.toFixed(1)],
    ['stalls (goal: none)', stalled.length === 0 ? 'none' : `${stalled.length}: ${stalled.join(', ')}`],
    ['rendition', heights.join(', ')],
    ['dropped frames', `${result.droppedFrames} of ${result.frames}`],
    ['encoding, times real time', result.encodingSpeed.toFixed(2)],
    ['held requests; put off (503)', `${result.held}; ${result.putOff}`],
    ['busy before', busyText([result.busyBefore])],
  ];
  return renderTable([`${durationText(result.minutes * 60)} lecture`, 'figure'], rows, ['figure']);
}

function cpuText({ sourceSeconds, renditions, bare, transcode, server, comparedServer }: JobCpuResult): string {
  const row = (name: string, cpuSeconds: number, wallSeconds: number): string[] => {
    const goal = { kind: 'atMost', limit: GOALS.cpuRatio } as const;
    return [name, cpuSeconds.toFixed(1), wallSeconds.toFixed(1), ...judged(cpuSeconds / bare.cpuSeconds, goal)];
  };
  const rows = [
    ['bare limit', bare.cpuSeconds.toFixed(1), bare.wallSeconds.toFixed(1), '1.00'],
    row('lectern transcode', transcode.cpuSeconds, transcode.wallSeconds),
    row('server, upload to ready', server.cpuSeconds, server.readySeconds),
    ['  of it FFmpeg', (server.cpuSeconds - server.ownCpuSeconds).toFixed(1)],
    ['  of it the server itself', server.ownCpuSeconds.toFixed(1)],
  ];
  const table = renderTable(['job', 'CPU, s', 'wall clock, s', 'ratio', 'goal', 'met'], rows);
  const megabytes = ({ peakMemoryBytes }: WholeEncode): number => peakMemoryBytes / 1e6;
  const goal = { kind: 'atMost', limit: GOALS.memoryMegabytes } as const;
  const memoryTable = renderTable(
    ['peak memory of the server with all it runs', 'MB', 'goal', 'met'],
    [
      ['these renditions', megabytes(server).toFixed(0)],
      ['360p, 480p, 720p as in the comparison', ...judged(megabytes(comparedServer), goal, 0)],
    ],
  );
  return `${durationText(sourceSeconds)} lecture, ${renditions.join(', ')}.\n\n${table}\n\n${memoryTable}`;
}

function encodersText({ sourceSeconds, one, two, machineEfficiency }: EncodersResult): string {
  const goal = { kind: 'atLeast', limit: GOALS.efficiency } as const;
  const row = (name: string, key: 'filledSeconds' | 'readySeconds'): string[] => {
    return [name, one[key].toFixed(1), two[key].toFixed(1), ...judged(one[key] / (2 * two[key]), goal)];
  };
  const rows = [
    row('all cells filled', 'filledSeconds'),
    row('ready', 'readySeconds'),
    ['two plain FFmpegs', '', '', machineEfficiency.toFixed(2)],
  ];
  const table = renderTable(['until', 'one, s', 'two, s', 'efficiency', 'goal', 'met'], rows);
  return `${durationText(sourceSeconds)} lecture.\n\n${table}`;
}

function recipesText(results: readonly RecipeResult[], playable: readonly PlayableResult[] | undefined): string {
  const [first] = results;
  if (!first) return '';
  const minutes = [...new Set([first.sourceSeconds / 60, ...(playable ?? []).map((each) => each.minutes)])];
  const columns = minutes.toSorted((a, b) => a - b);
  const lectern = columns.map((each) => {
    const summary = summarize(playable?.find((one) => one.minutes === each)?.runs.map(({ seconds }) => seconds) ?? []);
    return summary ? `${summary.median.toFixed(1)} s` : '';
  });
  const rows = results.map(({ name, playable: what, sourceSeconds, seconds }) => [
    ...[name, what],
    ...columns.map((each) => {
      const isMeasured = each * 60 === sourceSeconds;
      return `${isMeasured ? '' : '~'}${durationText((seconds / sourceSeconds) * each * 60)}`;
    }),
  ]);
  const header = ['recipe', 'what can be played then', ...columns.map((each) => durationText(each * 60))];
  const own = playable
    ? [['Lectern', 'everything; what is not encoded yet comes when it is asked for', ...lectern]]
    : [];
  return renderTable(header, [...own, ...rows], ['what can be played then']);
}
