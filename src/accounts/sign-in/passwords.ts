/** Passwords and the sessions they open; the library behind it is an adapter. */
export interface Passwords {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
  /**
   * Opens a session; undefined: e-mail or password is wrong. Takes as long for an e-mail that is unknown.
   * The token is what the cookie holds.
   */
  openSession(attempt: {
    readonly email: string;
    readonly password: string;
    readonly ipAddress: string;
    readonly userAgent: string;
  }): Promise<{ readonly personId: string; readonly token: string } | undefined>;
}
