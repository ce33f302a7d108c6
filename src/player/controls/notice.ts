/** A short message over the picture: what a key just did, or why nothing moves. Screen readers hear it too. */
export class Notice {
  readonly element: HTMLElement;
  #timer: number | undefined;

  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'lectern-notice';
    this.element.role = 'status';
  }

  /** Shows a message for a moment, or until `clear` when no time is given. */
  show(message: string, forMs?: number): void {
    clearTimeout(this.#timer);
    this.element.textContent = message;
    this.element.classList.add('lectern-notice-shown');
    if (forMs !== undefined) this.#timer = setTimeout(() => this.clear(), forMs);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.element.classList.remove('lectern-notice-shown');
  }
}
