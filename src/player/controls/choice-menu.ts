/** One line of a menu. */
export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
}

let menus = 0;

/**
 * A button in the control bar that opens a list of which one is chosen: quality, speed, sound track, captions.
 *
 * Follows the WAI-ARIA menu button pattern: arrow keys, Home and End move, Escape closes and gives the focus back.
 */
export class ChoiceMenu<Value> {
  readonly element: HTMLElement;
  readonly #name: string;
  readonly #button: HTMLButtonElement;
  readonly #list: HTMLElement;
  readonly #choose: (value: Value) => void;
  #shown = '';

  constructor(name: string, className: string, choose: (value: Value) => void) {
    this.#name = name;
    this.#choose = choose;
    this.#list = element('div', 'lectern-menu-list');
    this.#list.id = `lectern-menu-${(menus += 1)}`;
    this.#list.role = 'menu';
    this.#list.ariaLabel = name;
    this.#list.hidden = true;
    this.#list.append(element('div', 'lectern-menu-title', name));
    this.#button = element('button', 'vjs-control vjs-button lectern-menu-button');
    this.#button.type = 'button';
    this.#button.ariaHasPopup = 'menu';
    this.#button.setAttribute('aria-controls', this.#list.id);
    this.#button.addEventListener('click', () => (this.isOpen ? this.close() : this.#open()));
    this.element = element('div', `lectern-menu ${className}`);
    this.element.append(this.#button, this.#list);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('focusout', (event) => {
      if (!this.element.contains(event.relatedTarget as Node | null)) this.close();
    });
    this.#reflectOpen();
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  /** Shows these choices. `current` is what stands on the button, in full and in short for narrow players. */
  show(choices: ReadonlyArray<Choice<Value>>, chosen: Value, current: { long: string; short: string }): void {
    this.element.hidden = choices.length < 2;
    const shown = JSON.stringify([choices, chosen, current]);
    if (shown === this.#shown) return; // a menu that is open must not lose its focus for nothing
    this.#shown = shown;

    this.#button.ariaLabel = `${this.#name}: ${current.long}`;
    this.#button.title = this.#name;
    this.#button.replaceChildren(
      element('span', 'lectern-menu-icon'),
      element('span', 'lectern-menu-long', current.long),
      element('span', 'lectern-menu-short', current.short),
    );
    const before = this.#items();
    const focusedIndex = before.indexOf(document.activeElement as HTMLButtonElement);
    const items = choices.map((choice) => this.#item(choice, choice.value === chosen));
    this.#list.append(...items);
    // Before the old ones go: removing what has the focus would close the menu.
    if (focusedIndex !== -1) (items[focusedIndex] ?? items[0] ?? this.#button).focus();
    for (const old of before) old.remove();
  }

  close(): void {
    if (!this.isOpen) return;
    const hadFocus = this.#list.contains(document.activeElement);
    this.#list.hidden = true;
    this.#reflectOpen();
    if (hadFocus) this.#button.focus();
  }

  #item({ value, label }: Choice<Value>, isChosen: boolean): HTMLButtonElement {
    const item = element('button', 'lectern-menu-item', label);
    item.type = 'button';
    item.role = 'menuitemradio';
    item.ariaChecked = String(isChosen);
    item.tabIndex = -1;
    item.addEventListener('click', () => {
      this.close();
      this.#choose(value);
    });
    return item;
  }

  #open(): void {
    this.#list.hidden = false;
    this.#reflectOpen();
    const chosen = this.#items().findIndex((item) => item.ariaChecked === 'true');
    this.#focus(Math.max(chosen, 0));
  }

  #reflectOpen(): void {
    this.#button.ariaExpanded = String(this.isOpen);
    this.element.closest('.video-js')?.classList.toggle('lectern-menu-open', this.isOpen);
  }

  #onKey(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    if (!this.isOpen) {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      this.#open();
    } else if (event.key === 'Escape') this.close();
    else if (event.key === 'ArrowDown') this.#focus((at + 1) % items.length);
    else if (event.key === 'ArrowUp') this.#focus((at - 1 + items.length) % items.length);
    else if (event.key === 'Home') this.#focus(0);
    else if (event.key === 'End') this.#focus(items.length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #items(): HTMLButtonElement[] {
    return [...this.#list.querySelectorAll('button')];
  }

  #focus(index: number): void {
    this.#items()[index]?.focus();
  }
}

function element<Tag extends 'div' | 'span' | 'button'>(
  tag: Tag,
  className: string,
  text = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
