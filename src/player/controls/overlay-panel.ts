import { playerText } from '../text.ts';

/** A titled box over the picture, with a close button: the list of shortcuts, the playback details. */
export class OverlayPanel {
  readonly element: HTMLElement;
  readonly #body: HTMLElement;
  readonly #rows: () => ReadonlyArray<readonly [string, string]>;
  readonly #isLive: boolean;
  #refreshTimer: number | undefined;

  /** `rows` is asked each time the panel opens, and twice a second while it is open when `isLive`. */
  constructor(
    title: string,
    className: string,
    content: { rows: () => ReadonlyArray<readonly [string, string]>; isLive: boolean },
  ) {
    this.element = document.createElement('section');
    this.element.className = `lectern-panel ${className}`;
    this.element.ariaLabel = title;
    this.element.hidden = true;
    const heading = document.createElement('h2');
    heading.textContent = title;
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'lectern-panel-close';
    close.ariaLabel = playerText.close;
    close.addEventListener('click', () => this.close());
    this.#body = document.createElement('dl');
    this.element.append(heading, close, this.#body);
    this.#rows = content.rows;
    this.#isLive = content.isLive;
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.#open();
  }

  close(): void {
    this.element.hidden = true;
    clearInterval(this.#refreshTimer);
  }

  #open(): void {
    this.element.hidden = false;
    this.#render();
    if (this.#isLive) this.#refreshTimer = setInterval(() => this.#render(), 500);
  }

  #render(): void {
    this.#body.replaceChildren(
      ...this.#rows().flatMap(([name, value]) => {
        const term = document.createElement('dt');
        term.textContent = name;
        const description = document.createElement('dd');
        description.textContent = value;
        return [term, description];
      }),
    );
  }
}
