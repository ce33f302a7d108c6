import { AbrController } from 'hls.js';
import type Hls from 'hls.js';

/** The private part of hls.js' controller that is used here; patient-abr.test.ts fails when an update renames it. */
interface AbrInternals {
  _abandonRulesCheck: (levelLoaded?: unknown) => void;
  _nextAutoLevel: number;
  fragCurrent: { stats: { loading: { first: number } } } | null;
}

/** Has the last word on the level of the next segment. */
export interface LevelChooser {
  readonly picked: number | undefined;
  choose(hls: Hls, wanted: number): number;
}

/**
 * hls.js' bandwidth controller with two differences.
 *
 * - No emergency switch before the first byte: a segment that has sent nothing yet is being encoded or held, not crawling
 *   over a slow network, and asking for another rendition as well would only make the server encode more. None either
 *   away from what the viewer picked.
 * - What the network bears is a proposal: `chooser` knows what the server has.
 */
export function createPatientAbr(chooser: LevelChooser): typeof AbrController {
  return class PatientAbr extends AbrController {
    constructor(hls: Hls) {
      super(hls);
      const internals = this as unknown as AbrInternals;
      const check = internals._abandonRulesCheck;
      internals._abandonRulesCheck = (levelLoaded) => {
        const segment = internals.fragCurrent;
        if (chooser.picked !== undefined || (segment !== null && segment.stats.loading.first === 0)) return;
        check(levelLoaded);
      };
    }

    override get nextAutoLevel(): number {
      const wanted = super.nextAutoLevel;
      const chosen = chooser.choose(this.hls, wanted);
      // Else hls.js would take the choice for an order, and keep to it until such a segment has come.
      if (chosen !== wanted) (this as unknown as AbrInternals)._nextAutoLevel = chosen;
      return chosen;
    }

    override set nextAutoLevel(level: number) {
      super.nextAutoLevel = level;
    }
  };
}
