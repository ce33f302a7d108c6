/** A letter in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends mail. */
export interface Mailer {
  /** Settles when the server has taken it. Throws AppError MAIL_FAILED. */
  send(mail: Mail): Promise<void>;
}
