import classes from './link-button.module.css';

/** The class of a link that looks like a button: it can be opened in another tab, a real button cannot. */
export const linkButton = classes.button;
