import { expect, it } from 'vitest';
import { readEmails } from './read-emails.ts';

it.each([
  ['ada@example.org', ['ada@example.org'], []],
  ['Ada@Example.org, bo@x.de\nada@example.org', ['ada@example.org', 'bo@x.de'], []],
  ['Ada Lovelace <ada@example.org>; Bo <bo@x.de>', ['ada@example.org', 'bo@x.de'], []],
  ['ada@example, bo@x.de', ['bo@x.de'], ['ada@example']],
  ['  \n', [], []],
])('reads %j', (input, emails, unreadable) => expect(readEmails(input)).toEqual({ emails, unreadable }));
