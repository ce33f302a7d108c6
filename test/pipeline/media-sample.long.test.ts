import { describe, expect, it } from 'vitest';

import { proveOutcome } from '../support/corpus/prove-outcome.ts';
import { listTwenty } from '../support/corpus/samples.ts';

const samples = listTwenty();

describe.runIf(samples.length > 0)('lectern transcode makes of twenty samples what the manifest expects', () => {
  it.each(samples.map((sample) => [sample.file, sample] as const))('%s', async (_file, sample) => {
    await expect(proveOutcome(sample, false)).resolves.toBeUndefined();
  });
});
