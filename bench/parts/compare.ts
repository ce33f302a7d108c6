import { compareSource } from '../compare-source.ts';
import { classicCommand } from '../contenders/classic-command.ts';
import { rungsOf } from '../contenders/contender.ts';
import { lectern } from '../contenders/lectern.ts';
import { mediacms } from '../contenders/mediacms.ts';
import { peertube } from '../contenders/peertube.ts';
import type { BenchOptions } from '../options.ts';
import type { ContenderResult, LengthPoint, LengthResult, SourceResult } from '../report/results.ts';
import { makeSource } from '../sources/make-source.ts';

/** The longer source of `--lengths` is this many times as long. */
const LONGER = 5;

/** Lectern's command line against the classic command and others, on the same sources. */
export async function compare(
  options: Pick<BenchOptions, 'kinds' | 'seconds' | 'ladder' | 'lengths' | 'peers' | 'vmaf'>,
  say: (text: string) => void,
): Promise<{ sources: SourceResult[]; lengths: LengthResult[] }> {
  const ladder = rungsOf(options.ladder);
  const contenders = [classicCommand, lectern, ...(options.peers ? [peertube, mediacms] : [])];
  const sources: SourceResult[] = [];
  const lengths: LengthResult[] = [];
  for (const kind of options.kinds) {
    say(`${kind}, ${options.seconds} s: source ...`);
    const source = await makeSource(kind, options.seconds);
    const compared = await compareSource(source, contenders, { ladder, vmaf: options.vmaf, say });
    sources.push(compared);
    if (!options.lengths) continue;
    say(`${kind}, ${options.seconds * LONGER} s: source ...`);
    const longer = await makeSource(kind, options.seconds * LONGER);
    const long = await compareSource(longer, [lectern], { ladder, vmaf: false, say });
    lengths.push({
      kind,
      lectern: [pointOf(compared, lectern.name), pointOf(long, lectern.name)],
      classic: pointOf(compared, classicCommand.name),
    });
  }
  return { sources, lengths };
}

function pointOf(source: SourceResult, name: string): LengthPoint {
  const result = source.contenders.find((contender): contender is ContenderResult => contender.name === name);
  if (!result) throw new Error(`bug: ${name} did not run`);
  const { wallSeconds, firstSeconds } = result;
  return { seconds: source.seconds, wallSeconds, firstSeconds: firstSeconds.lowestWithSound };
}
