import type { LessonProgress } from '../../../shared/api/courses.ts';
import type { PlayedReport } from '../../../shared/api/lessons.ts';

const MAX_RANGES = 200; // the server takes no more in one report

/** Sends one report; rejects when it did not get there. */
export type SendReport = (report: PlayedReport, isLeaving: boolean) => Promise<LessonProgress>;

/**
 * Tells the server what was played, one report after the other. What did not get there goes with the next one, so that a
 * line that breaks for a while costs nothing.
 */
export class ProgressSender {
  readonly #send: SendReport;
  readonly #onAnswer: (progress: LessonProgress) => void;
  #waiting: PlayedReport | undefined;
  #isSending = false;

  constructor(send: SendReport, onAnswer: (progress: LessonProgress) => void) {
    this.#send = send;
    this.#onAnswer = onAnswer;
  }

  /** Takes a report of the player. `isLeaving`: it is sent at once, since there may be no later. */
  tell(report: PlayedReport, isLeaving: boolean): void {
    this.#waiting = this.#waiting === undefined ? report : joinReports(this.#waiting, report);
    if (!this.#isSending || isLeaving) void this.#sendWaiting(isLeaving);
  }

  async #sendWaiting(isLeaving: boolean): Promise<void> {
    const report = this.#waiting;
    if (report === undefined) return;
    this.#waiting = undefined;
    this.#isSending = true;
    try {
      this.#onAnswer(await this.#send(report, isLeaving));
    } catch {
      // A newer one may have come meanwhile.
      this.#waiting = this.#waiting === undefined ? report : joinReports(report, this.#waiting);
      return;
    } finally {
      this.#isSending = false;
    }
    await this.#sendWaiting(false);
  }
}

/** Both, as one; the slower speed counts, so that nothing is credited that was not played. */
function joinReports(before: PlayedReport, after: PlayedReport): PlayedReport {
  return {
    positionSeconds: after.positionSeconds,
    played: [...before.played, ...after.played].slice(-MAX_RANGES),
    speed: Math.min(before.speed, after.speed),
  };
}
