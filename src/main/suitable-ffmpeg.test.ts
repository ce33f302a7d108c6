import { describe, expect, it } from 'vitest';

import type { MediaToolsReport } from '../ports/media-tools.ts';
import { lackOf, requireSuitableFfmpeg } from './suitable-ffmpeg.ts';

const REPORT: MediaToolsReport = {
  ffmpegPath: '/usr/bin/ffmpeg',
  version: '5.1.9-0+deb12u1',
  hasX264: true,
  hasAac: true,
  confinement: 'limits-only',
};

describe('a suitable FFmpeg', () => {
  it.each(['5.1', '5.1.9-0+deb12u1', '6.0', 'n7.1-3-g0123456', '10.0', 'N-117315-g1234567', 'git-2025-01-01-abc'])(
    'may be %s',
    (version) => expect(lackOf({ ...REPORT, version })).toBeUndefined(),
  );

  it.each(['4.4.2-0ubuntu0.22.04.1', '5.0.3', '2.8', 'n4.3', 'unknown'])('is not %s', (version) => {
    expect(lackOf({ ...REPORT, version })).toBe('is older than 5.1');
  });

  it('is required with a code and a sentence that says where, which and what is wrong', async () => {
    const tools = { inspect: async () => ({ ...REPORT, version: '4.4', hasX264: false }) };
    await expect(requireSuitableFfmpeg(tools)).rejects.toMatchObject({
      code: 'FFMPEG_UNSUITABLE',
      message: 'FFmpeg 4.4 at /usr/bin/ffmpeg is older than 5.1, has no libx264.',
    });
    expect(await requireSuitableFfmpeg({ inspect: async () => REPORT })).toBe(REPORT);
  });
});
