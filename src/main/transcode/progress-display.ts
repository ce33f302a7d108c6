/** What a run tells while it goes on. */
export interface TranscodeProgress {
  /** A new stage began, such as `Reading lecture.mp4`. */
  stage(text: string): void;
  /** Share of the cells' weight that is filled, 0 to 1, and seconds left when they can be told. */
  cells(share: number, secondsLeft: number | undefined): void;
  /** A plain line that stays. */
  line(text: string): void;
  finish(): void;
}

const BAR_WIDTH = 28;
/** Plain output (no terminal) prints a line each time this share more is done. */
const PLAIN_STEP = 0.1;

/** A progress bar with time left on a terminal, plain lines otherwise. */
export function createProgressDisplay(output: NodeJS.WriteStream): TranscodeProgress {
  return output.isTTY ? terminalDisplay(output) : plainDisplay(output);
}

/** Shows nothing, for `--json`. */
export const silentProgress: TranscodeProgress = { stage() {}, cells() {}, line() {}, finish() {} };

function terminalDisplay(output: NodeJS.WriteStream): TranscodeProgress {
  let stage = '';
  const rewrite = (text: string): void => void output.write(`\r\u001B[2K${text}`);
  return {
    stage(text) {
      stage = text;
      rewrite(`${text} …`);
    },
    cells(share, secondsLeft) {
      const done = Math.round(share * BAR_WIDTH);
      const bar = '█'.repeat(done) + '░'.repeat(BAR_WIDTH - done);
      const left = secondsLeft === undefined ? '' : `  ${formatSeconds(secondsLeft)} left`;
      rewrite(`${stage}  ${bar} ${String(Math.floor(share * 100)).padStart(3)} %${left}`);
    },
    line: (text) => rewrite(`${text}\n`),
    finish: () => rewrite(''),
  };
}

function plainDisplay(output: NodeJS.WriteStream): TranscodeProgress {
  let told = 0;
  return {
    stage: (text) => void output.write(`${text}\n`),
    cells(share, secondsLeft) {
      if (share < told + PLAIN_STEP && share < 1) return;
      told = share;
      const left = secondsLeft === undefined || share === 1 ? '' : `, ${formatSeconds(secondsLeft)} left`;
      output.write(`  ${Math.floor(share * 100)} %${left}\n`);
    },
    line: (text) => void output.write(`${text}\n`),
    finish() {},
  };
}

/** `2 h 05 min`, `3 min 20 s` or `12 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
