import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type FragLoading = (event: string, data: unknown) => void;

/** As much of hls.js as its bandwidth controller needs to start watching a segment; counts how often it looks. */
function fakeHls(config: unknown) {
  const handlers = new Map<string, FragLoading>();
  const silent = (): void => undefined;
  const hls = {
    looks: 0,
    config,
    logger: { log: silent, warn: silent, debug: silent, info: silent, error: silent, trace: silent },
    minAutoLevel: 0,
    get autoLevelEnabled() {
      hls.looks += 1;
      return false;
    },
    media: { paused: false, playbackRate: 1, readyState: 4 },
    on: (event: string, handler: FragLoading, context: unknown) => handlers.set(event, handler.bind(context)),
    off: silent,
  };
  return { hls, handlers };
}

beforeEach(() => {
  vi.stubGlobal('self', globalThis);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('PatientAbr', () => {
  it('looks for an emergency only after the first byte, with this version of hls.js', async () => {
    const { default: Hls, Events } = await import('hls.js');
    const { createPatientAbr } = await import('./patient-abr.ts');
    const { hls, handlers } = fakeHls(Hls.DefaultConfig);
    const PatientAbr = createPatientAbr({ picked: undefined, choose: (_hls, wanted) => wanted });
    const abr = new PatientAbr(hls as never);
    const loading = { start: 1, first: 0, end: 0 };
    const frag = {
      type: 'main',
      sn: 7,
      level: 2,
      duration: 4,
      stats: { loading, aborted: false, loaded: 0, total: 0 },
    };

    handlers.get(Events.FRAG_LOADING)?.(Events.FRAG_LOADING, { frag });
    vi.advanceTimersByTime(8000);
    expect(hls.looks).toBe(0);

    loading.first = 8001;
    vi.advanceTimersByTime(1000);
    expect(hls.looks).toBeGreaterThan(0);
    abr.destroy();
  });
});
