// npm run simulate: how long uploads wait with so many workers, and what a month costs.
import { renderTable } from '../report/table.ts';
import { ownBill, serviceBill, total } from './bill.ts';
import { checkAgainst } from './check.ts';
import { simulateFleet } from './fleet.ts';
import { readSimulateOptions } from './options.ts';

const { scenario, usage, prices, check } = readSimulateOptions(process.argv.slice(2));
const result = simulateFleet(scenario);
const hours = result.endedAt / 3600;

console.log(
  `${result.videos} uploads, ${result.sourceHours.toFixed(0)} h of lectures in ${scenario.hours} h; ` +
    `${scenario.workers} workers of ${scenario.coresPerWorker} cores, ${(100 * result.load).toFixed(0)} % busy meanwhile; ` +
    `everything ready after ${hours.toFixed(1)} h.\n`,
);
console.log(
  renderTable(
    ['seconds from', 'count', 'p50', 'p95', 'p99', 'worst'],
    [
      row('last byte to playable', result.playableAfter),
      row('last byte to ready', result.readyAfter),
      row('seek into nothing to its cell', result.seekWaits),
    ],
  ),
);
const [own, service] = [ownBill(usage, prices), serviceBill(usage, prices)];
console.log(
  `\nA month: ${usage.uploadedHours.toFixed(0)} h uploaded, ${usage.watchedHours} h watched. Prices are inputs.\n`,
);
console.log(
  renderTable(
    ['own machines', 'cost', 'a service by the minute', 'its cost'],
    [...Array.from({ length: Math.max(own.length, service.length) }, (_, i) => [own[i], service[i]] as const)]
      .map(([left, right]) => [left?.what ?? '', money(left?.cost), right?.what ?? '', money(right?.cost)])
      .concat([['all', money(total(own)), 'all', money(total(service))]]),
    ['a service by the minute'],
  ),
);
if (check) {
  const rows = checkAgainst(check).map(({ what, real, simulated }) => [
    what,
    real.toFixed(1),
    simulated.toFixed(1),
    (simulated / real).toFixed(2),
  ]);
  console.log(`\nThe model beside a real run:\n\n${renderTable(['run', 'real, s', 'simulated, s', 'ratio'], rows)}`);
}

function row(what: string, seconds: readonly number[]): string[] {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share: number): string => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return value === undefined ? '-' : value.toFixed(value < 100 ? 1 : 0);
  };
  return [what, String(sorted.length), at(0.5), at(0.95), at(0.99), at(1)];
}

function money(amount: number | undefined): string {
  return amount === undefined ? '' : amount.toFixed(amount < 100 ? 2 : 0);
}
