import type { ButtonHTMLAttributes } from 'react';
import classes from './button.module.css';

/** How loud a button is: one `primary` in a view, `plain` beside it, `quiet` for what is rarely wanted, `danger` for what cannot be undone. */
export type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger';

/** The class of a button, for links that look like one. */
export function buttonClass(look: ButtonLook, isWide = false): string {
  return [classes.button, classes[look], ...(isWide ? [classes.wide] : [])].join(' ');
}

/** A button without Mantine, for pages that students load. */
export function PlainButton({
  look = 'plain',
  isWide = false,
  isBusy = false,
  type = 'button',
  onClick,
  ...rest
}: { look?: ButtonLook; isWide?: boolean; isBusy?: boolean } & Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'className'
>) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(look, isWide)}
      aria-busy={isBusy}
      // Still in the order of focus while it works: a disabled one would lose it.
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
