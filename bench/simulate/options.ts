import { readFileSync } from 'node:fs';

import { Command, InvalidArgumentError } from 'commander';

import type { BenchResults } from '../report/results.ts';
import type { Prices, Usage } from './bill.ts';
import { costPerSecond, NATURAL_COST, type Scenario, scaleCost, SHARED_CORE_SPEED } from './scenario.ts';

/** What `npm run simulate` was asked. */
export interface SimulateOptions {
  readonly scenario: Scenario;
  readonly usage: Usage;
  readonly prices: Prices;
  /** Figures of a real run to compare with. */
  readonly check: BenchResults | undefined;
}

interface Given {
  workers: number;
  cores: number;
  uploads: number;
  lengths: Scenario['lengths'];
  seeks: number;
  hours: number;
  cost: number;
  seed: number;
  check?: string;
  uploadHoursADay: number;
  watchedHours: number;
  keptMonths: number;
  storedGb: number;
  watchedGb: number;
  workerPrice: number;
  serverPrice: number;
  storagePrice: number;
  trafficPrice: number;
  serviceStore: number;
  serviceDeliver: number;
  serviceEncode: number;
}

/** Reads the arguments of `npm run simulate -- …`. Ends the process with a message on a wrong one. */
export function readSimulateOptions(args: readonly string[]): SimulateOptions {
  const given = new Command('npm run simulate --')
    .description('How long uploads wait with so many workers, and what a month costs.')
    .option('--workers <count>', 'machines that encode', positive, 1)
    .option('--cores <count>', 'cores of each', positive, 2)
    .option('--uploads <per hour>', 'uploads an hour while they come', positive, 4)
    .option('--lengths <minutes:share,…>', 'lengths and their shares', lengths, lengths('5:2,30:3,60:4,120:1'))
    .option('--seeks <per hour>', 'seeks an hour into what is not encoded yet', notNegative, 60)
    .option('--hours <hours>', 'so long uploads come', positive, 8)
    .option(
      '--cost <seconds>',
      'processor seconds for a second of source, all renditions; your own is in the bench (natural footage here: 0.9, slides 0.6)',
      positive,
      costPerSecond(NATURAL_COST),
    )
    .option('--seed <number>', 'another seed, other arrivals', positive, 1)
    .option('--check <file>', 'compare with the real runs in a file of bench/results')
    .option('--upload-hours-a-day <hours>', 'hours of a day in which uploads come, for the bill', positive, 8)
    .option('--watched-hours <hours>', 'hours watched in a month', notNegative, 20_000)
    .option('--kept-months <months>', 'a lecture is kept so long', positive, 24)
    .option('--stored-gb <gb>', 'stored for an hour of lecture, source included', positive, 2)
    .option('--watched-gb <gb>', 'sent for an hour watched', positive, 0.5)
    .option('--worker-price <price>', 'a worker for a month', notNegative, 15)
    .option('--server-price <price>', 'server, database, Redis for a month', notNegative, 40)
    .option('--storage-price <price>', 'a GB for a month', notNegative, 0.02)
    .option('--traffic-price <price>', 'a GB sent', notNegative, 0.01)
    .option('--service-store <price>', 'a service: a minute kept for a month', notNegative, 0.005)
    .option('--service-deliver <price>', 'a service: a minute delivered', notNegative, 0.001)
    .option('--service-encode <price>', 'a service: a minute encoded', notNegative, 0)
    .parse(args, { from: 'user' })
    .opts<Given>();
  const scenario: Scenario = {
    workers: given.workers,
    coresPerWorker: given.cores,
    uploadsPerHour: given.uploads,
    lengths: given.lengths,
    seeksPerHour: given.seeks,
    hours: given.hours,
    cost: scaleCost(NATURAL_COST, given.cost / costPerSecond(NATURAL_COST)),
    sharedCoreSpeed: SHARED_CORE_SPEED,
    seed: given.seed,
  };
  return {
    scenario,
    usage: {
      workers: given.workers,
      uploadedHours: given.uploads * given.uploadHoursADay * 30 * meanHours(given.lengths),
      watchedHours: given.watchedHours,
      keptMonths: given.keptMonths,
      storedGbPerHour: given.storedGb,
      watchedGbPerHour: given.watchedGb,
    },
    prices: {
      workerMonth: given.workerPrice,
      serverMonth: given.serverPrice,
      storageGbMonth: given.storagePrice,
      trafficGb: given.trafficPrice,
      serviceStoreMinuteMonth: given.serviceStore,
      serviceDeliverMinute: given.serviceDeliver,
      serviceEncodeMinute: given.serviceEncode,
    },
    check: given.check === undefined ? undefined : (JSON.parse(readFileSync(given.check, 'utf8')) as BenchResults),
  };
}

function meanHours(all: Scenario['lengths']): number {
  const shares = all.reduce((sum, { share }) => sum + share, 0);
  return all.reduce((sum, { minutes, share }) => sum + (minutes * share) / shares, 0) / 60;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('must be a number above 0.');
  return value;
}

function notNegative(text: string): number {
  return text === '0' ? 0 : positive(text);
}

function lengths(text: string): Scenario['lengths'] {
  return text.split(',').map((each) => {
    const [minutes = '', share = '1'] = each.split(':');
    return { minutes: positive(minutes), share: positive(share) };
  });
}
