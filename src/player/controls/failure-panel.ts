import type { EngineFailure } from '../engine/engine-failure.ts';
import { playerText } from '../text.ts';

/** Says in a plain sentence that playing cannot go on, and offers to try again. */
export class FailurePanel {
  readonly element: HTMLElement;
  readonly #sentence = document.createElement('p');
  readonly #detail = document.createElement('small');

  constructor(retry: () => void) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = playerText.retry;
    button.addEventListener('click', retry);
    this.element = document.createElement('div');
    this.element.className = 'lectern-failure';
    this.element.role = 'alert';
    this.element.hidden = true;
    this.element.append(this.#sentence, button, this.#detail);
  }

  /** Returns the sentence that is shown. */
  show({ reason, detail }: EngineFailure): string {
    const sentence = playerText.failures[reason];
    this.#sentence.textContent = sentence;
    this.#detail.textContent = detail;
    this.element.hidden = false;
    return sentence;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
