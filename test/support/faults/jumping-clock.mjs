// Loaded before a program (`node --import`): its clock is as far off as the file LECTERN_TEST_CLOCK says, in milliseconds.
// The file is read at the start and at each SIGUSR2. What counts on time passing (timers, performance.now) goes on evenly,
// as it does when the clock of a machine is set.
import { readFileSync } from 'node:fs';

const file = process.env['LECTERN_TEST_CLOCK'] ?? '';
const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);
let offsetMs = 0;

function look() {
  offsetMs = Number(readFileSync(file, 'utf8'));
}

look();
process.on('SIGUSR2', look);
RealDate.now = () => realNow() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [RealDate.now()] : args, newTarget),
});
