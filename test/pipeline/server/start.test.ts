import { expect, it } from 'vitest';

import { createMediaTools } from '../../../src/adapters/process-runner/process-media-tools.ts';
import { startTestServer } from '../../support/server/test-server.ts';

it('does not start with an FFmpeg that is too old, and says which it found and what to do', async () => {
  const real = createMediaTools();
  const tools = { ...real, inspect: async () => ({ ...(await real.inspect()), version: '4.4.2' }) };
  await expect(startTestServer({ replace: { tools } })).rejects.toMatchObject({
    code: 'FFMPEG_UNSUITABLE',
    message: expect.stringMatching(/^FFmpeg 4\.4\.2 at \S+ is older than 5\.1\.$/) as string,
  });
});
