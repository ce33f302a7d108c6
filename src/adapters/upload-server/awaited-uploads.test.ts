import { expect, it } from 'vitest';

import { AwaitedUploads } from './awaited-uploads.ts';

it('has a client come back for a minute, then lets it begin anew, and forgets the upload later on', () => {
  let nowMs = 0;
  const uploads = new AwaitedUploads({ nowMs: () => nowMs });
  const at = (seconds: number, id: string): boolean => {
    nowMs = seconds * 1000;
    return uploads.mayComeBack(id);
  };
  expect([at(0, 'a'), at(30, 'b'), at(59, 'a'), at(60, 'a'), at(61, 'b'), at(91, 'b')]).toEqual([
    ...[true, true, true, false],
    ...[true, false],
  ]);
  expect([at(599, 'a'), at(600, 'a')]).toEqual([false, true]);
});
