import type { Role } from '../principal.ts';

/** A key as administrators see it; the secret was shown once. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** How the secret begins, to tell keys apart. */
  readonly prefix: string;
  readonly createdAt: Date;
  readonly lastUsedAt?: Date;
}

/** Keys, kept; only the hash of a secret is here. */
export interface ApiKeyStore {
  create(key: Pick<ApiKeyRecord, 'id' | 'name' | 'role' | 'prefix'>, secretHash: string): Promise<ApiKeyRecord>;
  findBySecret(secretHash: string): Promise<ApiKeyRecord | undefined>;
  find(id: string): Promise<ApiKeyRecord | undefined>;
  touch(id: string, at: Date): Promise<void>;
  /** Newest first. */
  list(): Promise<ApiKeyRecord[]>;
  remove(id: string): Promise<boolean>;
}
