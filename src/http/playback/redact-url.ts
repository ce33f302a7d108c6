/** Parts of addresses that let whoever reads them in: tokens of playback, invitations, enrolment and new passwords. */
const SECRETS =
  /(\/v\/|\/(?:invitations\/by-token|invitations|password-resets|reset-password|enrolment-links|join)\/)([^/?#]+)/g;
const VIDEO_ID = /^[0-9a-z]{20}$/;

/** An address as it may be logged. */
export function redactUrl(url: string): string {
  return url.replaceAll(SECRETS, (whole, before: string, part: string) => {
    return VIDEO_ID.test(part) ? whole : `${before}[token]`;
  });
}
