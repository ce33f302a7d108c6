import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect, it } from 'vitest';

import { makeOnce } from './bench-cache.ts';

it('makes a file once, and leaves nothing of one that failed', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lectern-bench-cache-'));
  try {
    const file = path.join(folder, 'clip.mp4');
    const failing = async (temporary: string): Promise<void> => {
      writeFileSync(temporary, 'half');
      throw new Error('interrupted');
    };
    await expect(makeOnce(file, failing)).rejects.toThrow('interrupted');
    expect(readdirSync(folder)).toEqual([]);

    let made = 0;
    for (let round = 0; round < 2; round++) {
      await makeOnce(file, async (temporary) => {
        expect(path.extname(temporary)).toBe('.mp4'); // FFmpeg tells the container by it
        expect(existsSync(file)).toBe(false);
        writeFileSync(temporary, String(++made));
      });
    }
    expect(readFileSync(file, 'utf8')).toBe('1');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
