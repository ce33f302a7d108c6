import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../shared/api/api-client.ts';
import { Autosaver } from './autosaver.ts';
import type { Saved } from './autosaver.ts';
import type { DraftStore } from './draft-store.ts';

type Words = Record<'title' | 'text', string>;

const refusal = (status: number, message = 'No.') => new ApiError(status, { code: 'X', message, action: '' });

/** A lesson on a server that counts versions, and a browser that keeps drafts. */
class World {
  server: Saved<Words> = { fields: { title: 'Sets', text: 'One' }, version: 1 };
  draft: ReturnType<DraftStore<Words>['read']>;
  fault: Error | undefined;
  readonly sent: Array<Partial<Words>> = [];

  open(): Autosaver<Words> {
    return new Autosaver<Words>({
      saved: this.server,
      drafts: {
        read: () => this.draft,
        write: (draft) => void (this.draft = draft),
        clear: () => void (this.draft = undefined),
      },
      load: () => (this.fault === undefined ? Promise.resolve(this.server) : Promise.reject(this.fault)),
      save: (changes, version) => {
        if (this.fault !== undefined) return Promise.reject(this.fault);
        if (version !== this.server.version) return Promise.reject(refusal(409));
        this.sent.push(changes);
        return Promise.resolve(this.change(changes));
      },
    });
  }

  change(changes: Partial<Words>): Saved<Words> {
    this.server = { fields: { ...this.server.fields, ...changes }, version: this.server.version + 1 };
    return this.server;
  }
}

let world: World;
beforeEach(() => {
  vi.useFakeTimers();
  world = new World();
});
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a form that saves itself', () => {
  it('sends once after a quiet moment, only what changed, and keeps no draft then', async () => {
    const form = world.open();
    form.set({ text: 'One t' });
    form.set({ text: 'One two' });
    expect(form.view().state.kind).toBe('saving');
    expect(world.draft?.changes).toEqual({ text: 'One two' });
    await pass(1000);
    expect(world.sent).toEqual([{ text: 'One two' }]);
    expect(form.view().state.kind).toBe('saved');
    expect(world.draft).toBeUndefined();
  });

  it('sends what was typed while it sent', async () => {
    const form = world.open();
    form.set({ text: 'a' });
    const sending = form.flush();
    form.set({ text: 'ab' });
    await sending;
    expect(form.isSaved).toBe(false);
    await pass(1000);
    expect(world.server.fields.text).toBe('ab');
    expect(form.isSaved).toBe(true);
  });

  it('takes back what is being sent when it is typed back', async () => {
    const form = world.open();
    form.set({ text: 'Oops' });
    const sending = form.flush();
    form.set({ text: 'One' });
    await sending;
    await pass(1000);
    expect(world.server.fields.text).toBe('One');
  });

  it('keeps trying while the server is away, says why, and loses nothing over a reload', async () => {
    world.fault = refusal(0, 'The server cannot be reached.');
    const form = world.open();
    form.set({ title: 'Sets and maps' });
    await pass(1000);
    expect(form.view().state).toMatchObject({ kind: 'failed', reason: 'The server cannot be reached.' });

    const reloaded = world.open();
    expect(reloaded.view().values.title).toBe('Sets and maps');
    world.fault = undefined;
    await pass(60_000);
    expect(world.server.fields.title).toBe('Sets and maps');
    expect(reloaded.isSaved).toBe(true);
  });

  it('does not repeat what the server refuses, until it is changed', async () => {
    world.fault = refusal(400, 'A title needs words.');
    const form = world.open();
    form.set({ title: '' });
    await pass(60_000);
    expect(form.view().state).toMatchObject({ kind: 'failed', isLasting: true });
    world.fault = undefined;
    await pass(60_000);
    expect(world.sent).toEqual([]);
    form.set({ title: 'Maps' });
    await pass(1000);
    expect(world.sent).toEqual([{ title: 'Maps' }]);
  });

  it('takes over what somebody else changed elsewhere', async () => {
    const form = world.open();
    world.change({ title: 'Theirs' });
    form.set({ text: 'Mine' });
    await pass(10_000);
    expect(world.server.fields).toEqual({ title: 'Theirs', text: 'Mine' });
    expect(form.view().values).toEqual({ title: 'Theirs', text: 'Mine' });
    expect(form.isSaved).toBe(true);
  });

  it.each([
    ['mine', 'Mine'],
    ['theirs', 'Theirs'],
  ] as const)('asks when both changed the same, and keeps %s', async (choice, wanted) => {
    const form = world.open();
    world.change({ text: 'Theirs' });
    form.set({ text: 'Mine' });
    await pass(10_000);
    expect(form.view().conflict).toMatchObject({ mine: { text: 'Mine' }, theirs: { fields: { text: 'Theirs' } } });
    expect(world.server.fields.text).toBe('Theirs');
    form.settle(choice);
    await pass(1000);
    expect(world.server.fields.text).toBe(wanted);
    expect(form.view()).toMatchObject({ values: { text: wanted }, state: { kind: 'saved' } });
    expect(world.draft).toBeUndefined();
  });

  it('does not take the space that the server cut off for a change of somebody else', async () => {
    world.change({ text: 'One' });
    const form = world.open();
    const save = (changes: Partial<Words>): void => void world.change(changes);
    form.set({ text: 'One two ' });
    await pass(1000);
    save({ text: 'One two' }); // trimmed, and something else has changed
    form.set({ text: 'One two three' });
    await pass(2000);
    expect(form.view().conflict).toBeUndefined();
    expect(world.server.fields.text).toBe('One two three');
  });

  it('asks about a draft whose lesson was changed meanwhile', async () => {
    world.draft = { changes: { text: 'Mine' }, base: { text: 'One' } };
    world.change({ text: 'Theirs' });
    const form = world.open();
    expect(form.view().state.kind).toBe('conflict');
    await pass(10_000);
    expect(world.server.fields.text).toBe('Theirs');
  });

  it('shows what the server says when nothing is typed, and not otherwise', () => {
    const form = world.open();
    form.serverSaid(world.change({ title: 'Theirs' }));
    expect(form.view().values.title).toBe('Theirs');
    form.set({ title: 'Mine' });
    form.serverSaid(world.change({ title: 'Theirs again' }));
    expect(form.view().values.title).toBe('Mine');
  });
});
