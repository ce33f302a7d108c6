import type { Quality, QualityChoice } from '../engine/quality.ts';
import { findChosen } from '../engine/quality.ts';
import { playerText } from '../text.ts';
import { ChoiceMenu } from './choice-menu.ts';

/** The quality menu: best first, then automatic with what it plays now. Hidden while there is nothing to choose. */
export class QualityControl {
  readonly #menu: ChoiceMenu<QualityChoice>;

  constructor(choose: (choice: QualityChoice) => void) {
    this.#menu = new ChoiceMenu(playerText.quality, 'lectern-quality', choose);
    this.show([], 'auto', undefined);
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  /** `isStandingIn`: what plays is not what was picked, because that is not there yet. */
  show(qualities: readonly Quality[], choice: QualityChoice, playing: Quality | undefined, isStandingIn = false): void {
    const automatic = playing === undefined ? playerText.automatic : playerText.automaticNow(playing.label);
    const chosen = findChosen(qualities, choice);
    const picked =
      isStandingIn && chosen && playing ? playerText.pickedNow(chosen.label, playing.label) : chosen?.label;
    const choices = qualities.map(({ shortSide, label }): { value: QualityChoice; label: string } => ({
      value: shortSide,
      label,
    }));
    this.#menu.show(
      qualities.length < 2 ? [] : [...choices.toReversed(), { value: 'auto', label: automatic }],
      chosen?.shortSide ?? 'auto',
      {
        long: picked ?? automatic,
        short: chosen?.label ?? playing?.label ?? playerText.automatic,
      },
    );
  }
}
