import { AbrController } from 'hls.js';
import type Hls from 'hls.js';

/** The private part of hls.js' controller that is used here; patient-abr.test.ts fails when an update renames it. */
interface AbrInternals {
  _abandonRulesCheck: (levelLoaded?: unknown) => void;
  fragCurrent: { stats: { loading: { first: number } } } | null;
}

/**
 * hls.js' bandwidth controller without its emergency switch before the first byte.
 *
 * A segment that has sent nothing yet is being encoded or held, not crawling over a slow network: asking for
 * another rendition as well would only make the server encode more. From the first byte on all is as usual.
 */
export class PatientAbr extends AbrController {
  constructor(hls: Hls) {
    super(hls);
    const internals = this as unknown as AbrInternals;
    const check = internals._abandonRulesCheck;
    internals._abandonRulesCheck = (levelLoaded) => {
      const segment = internals.fragCurrent;
      if (segment !== null && segment.stats.loading.first === 0) return;
      check(levelLoaded);
    };
  }
}
