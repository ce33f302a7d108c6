import { describe, expect, it } from 'vitest';

import { silentLogger } from '../../kernel/logger.ts';
import { createEventRelay } from './shared-event-bus.ts';

const logger = silentLogger();
const relayOf = (send: (text: string) => Promise<void>, maxBytes = 1000) =>
  createEventRelay<{ number: number }>({ send, maxBytes, logger });

describe('a relay of events', () => {
  it('sends again what could not be sent, in order and each once', async () => {
    const there = relayOf(() => Promise.resolve());
    const heard: number[] = [];
    const all = new Promise<void>((resolve) => {
      there.subscribe(({ number }) => {
        heard.push(number);
        if (number === 19) resolve();
      });
    });
    let tries = 0;
    const here = relayOf(async (text) => {
      await Promise.resolve();
      if (++tries === 2) throw new Error('no line');
      there.receive(text);
    }, 100);
    for (let number = 0; number < 20; number++) here.publish({ number });
    await all;
    await here.close();
    expect(heard).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(tries).toBeGreaterThan(3);
  });

  it('sends no message longer than it may, and none for an event that never fits', async () => {
    const lengths: number[] = [];
    const relay = relayOf(async (text) => void lengths.push(Buffer.byteLength(text)), 120);
    for (let number = 0; number < 50; number++) relay.publish({ number });
    relay.publish({ number: 1, text: 'ü'.repeat(100) } as { number: number });
    await relay.close();
    expect(Math.max(...lengths)).toBeLessThanOrEqual(120);
    expect(lengths.length).toBeLessThan(20);
  });

  it('ignores what it cannot read', async () => {
    const relay = relayOf(() => Promise.resolve());
    relay.subscribe(() => expect.unreachable());
    for (const text of ['', 'x'.repeat(20), `${'x'.repeat(20)}{}`, `${'x'.repeat(20)}[{`]) relay.receive(text);
    await relay.close();
  });
});
