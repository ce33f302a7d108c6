import { Writable } from 'node:stream';

import { expect, it } from 'vitest';

import { createLogger } from './logger.ts';

/** As drizzle-orm makes them: values in the message, in the stack and as a property. */
class FailedStatement extends Error {
  readonly params = ['secret-token'];
  constructor(cause: unknown) {
    super('Failed query: select * from sessions where token = $1\nparams: secret-token,\nsecond line', { cause });
  }
}

it('tells why a statement failed, and none of its values', () => {
  let text = '';
  const sink = new Writable({
    write(bytes: Buffer, _encoding, done) {
      text += bytes.toString();
      done();
    },
  });
  const logger = createLogger('info', sink);
  logger.warn({ err: new FailedStatement(new Error('connection refused')) }, 'a store is away');
  logger.warn({ err: new Error('outer', { cause: new FailedStatement(undefined) }) }, 'a store is away');
  expect(text).toContain('connection refused');
  expect(text).toContain('Failed query: select * from sessions');
  expect(text).toContain('logger.test.ts');
  expect(text).not.toContain('secret-token');
  expect(text).not.toContain('second line');
});
