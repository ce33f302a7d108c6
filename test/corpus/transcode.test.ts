import { describe, expect, it } from 'vitest';

import { proveOutcome } from '../support/corpus/prove-outcome.ts';
import { listSamples } from '../support/corpus/samples.ts';

const samples = listSamples();

describe.runIf(samples.length > 0)('lectern transcode makes of each sample what the manifest expects', () => {
  it('finds samples of both kinds', () => {
    expect(samples.filter((sample) => sample.expect === 'ready').length).toBeGreaterThan(90);
    expect(samples.filter((sample) => sample.expect === 'rejected').length).toBeGreaterThan(20);
  });

  it.each(samples.map((sample) => [sample.expect, sample.file, sample] as const))(
    '%s: %s',
    async (_expect, _file, sample) => {
      await expect(proveOutcome(sample, true)).resolves.toBeUndefined();
    },
  );
});
