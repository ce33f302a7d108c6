import { createTransport } from 'nodemailer';

import { addressOf } from '../../kernel/address-of.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Mailer } from '../../ports/mailer.ts';

/** A server that has not answered by then is taken for away; people wait for the answer. */
const TIMEOUT_MS = 10_000;

/** Sends by an SMTP server; `url` as in SMTP_URL, `from` as in MAIL_FROM. Nothing is connected before the first mail. */
export function createSmtpMailer({ url, from }: { readonly url: string; readonly from: string }): Mailer {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send(mail) {
      await transport.sendMail({ from, ...mail }).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        const message = `The SMTP server at ${addressOf(url)} did not take a mail: ${reason}.`;
        throw new AppError('MAIL_FAILED', { message, retry: 'later', cause });
      });
    },
  };
}
