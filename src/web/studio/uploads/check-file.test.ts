import { describe, expect, it } from 'vitest';
import { checkFile } from './check-file.ts';

const limits = { maxUploadBytes: 1024 ** 3, maxDurationSeconds: 43_200, maxShortSide: 4320, formats: ['MP4'] };

describe('checkFile', () => {
  it('takes what fits, and anything while the limit is unknown', () => {
    expect(checkFile({ size: 1024 ** 3 }, limits)).toBeUndefined();
    expect(checkFile({ size: 5 * 1024 ** 3 }, undefined)).toBeUndefined();
  });

  it('says both sizes of what is too large', () => {
    expect(checkFile({ size: 2.5 * 1024 ** 3 }, limits)).toContain('2.5 GB; the limit is 1 GB');
  });

  it('refuses an empty file', () => {
    expect(checkFile({ size: 0 }, limits)).toContain('empty');
  });
});
