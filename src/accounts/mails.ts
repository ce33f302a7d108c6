import type { Mail } from '../ports/mailer.ts';

/** To somebody who asked for a new password. */
export function passwordMail(person: { readonly name: string; readonly email: string }, url: string): Mail {
  return {
    to: person.email,
    subject: 'Choose a new password',
    text: [
      `Hello ${person.name},`,
      'somebody asked for a new password for your account. If it was you, open this link within an hour; it works once:',
      url,
      'If it was not you, there is nothing to do: your password stays as it is.',
    ].join('\n\n'),
  };
}

/** To somebody who was invited. */
export function invitationMail(
  invitation: { readonly email: string; readonly name?: string; readonly expiresAt: Date },
  url: string,
): Mail {
  const until = invitation.expiresAt.toISOString().slice(0, 10);
  return {
    to: invitation.email,
    subject: 'You are invited to the training center',
    text: [
      invitation.name === undefined ? 'Hello,' : `Hello ${invitation.name},`,
      `you are invited to the training center. Open this link until ${until} and choose a password:`,
      url,
    ].join('\n\n'),
  };
}
