/** Links by which somebody may choose a password; only the hash of their token is here. */
export interface PasswordLinkStore {
  /** Ends every other link of the person. */
  save(link: {
    readonly id: string;
    readonly personId: string;
    readonly tokenHash: string;
    readonly expiresAt: Date;
  }): Promise<void>;
  /** Whose link this is, while it may be used. */
  findPersonId(tokenHash: string, now: Date): Promise<string | undefined>;
  /** As `findPersonId`, and it cannot be used again: of two who try at once, one gets nothing. */
  use(tokenHash: string, now: Date): Promise<string | undefined>;
}
