import { createHash, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { truncate } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { FileStore } from '@tus/file-store';
import { ERRORS, Upload } from '@tus/server';

import { AppError } from '../../kernel/app-error.ts';
import { currentUpload, type UploadChecksum } from './upload-request.ts';

/** Size of a video whose upload is finished; undefined when there is none such. */
export type FinishedSize = (videoId: string) => Promise<number | undefined>;

/** An upload that is not here may be on another server, and its client come back there. */
export type IsElsewhere = (videoId: string) => Promise<boolean>;

/**
 * Uploads as files, with the checksum extension of tus 1.0, and with an answer for finished uploads: a client whose last
 * answer got lost asks again, and must hear that all bytes are here.
 */
export class CheckedFileStore extends FileStore {
  readonly #finishedSize: FinishedSize;
  readonly #isElsewhere: IsElsewhere;
  readonly #folder: string;
  readonly #removed: (videoId: string) => Promise<void>;

  constructor(options: {
    directory: string;
    expirationPeriodInMilliseconds: number;
    finishedSize: FinishedSize;
    isElsewhere: IsElsewhere;
    /** The client ended an upload. */
    removed: (videoId: string) => Promise<void>;
  }) {
    super(options);
    this.extensions.push('checksum');
    this.#finishedSize = options.finishedSize;
    this.#isElsewhere = options.isElsewhere;
    this.#folder = options.directory;
    this.#removed = options.removed;
  }

  override async remove(id: string): Promise<void> {
    await super.remove(id);
    await this.#removed(id);
  }

  override async getUpload(id: string): Promise<Upload> {
    const finishedSize = await this.#finishedSize(id);
    if (finishedSize !== undefined) return new Upload({ id, size: finishedSize, offset: finishedSize });
    try {
      return await super.getUpload(id);
    } catch (cause) {
      if (cause !== ERRORS.FILE_NOT_FOUND || !(await this.#isElsewhere(id))) throw cause;
      throw new AppError('UPLOAD_ELSEWHERE', {
        message: 'This upload is on another server, which may be starting again.',
        retry: 'later',
        cause,
      });
    }
  }

  override async write(...[stream, id, offset]: Parameters<FileStore['write']>): Promise<number> {
    if ((await this.#finishedSize(id)) !== undefined) return offset;
    const file = path.join(this.#folder, id);
    const { checksum } = currentUpload.getStore() ?? {};
    const hash = checksum && createHash(checksum.algorithm);
    let received = 0;
    const count = new Transform({
      transform(bytes: Buffer, _encoding, done) {
        received += bytes.length;
        hash?.update(bytes);
        done(null, bytes);
      },
    });
    try {
      await pipeline(stream, count, createWriteStream(file, { flags: 'r+', start: offset }));
    } catch (cause) {
      // A part with a checksum counts whole or not at all; without one, what came is kept and the client goes on there.
      if (checksum) await truncate(file, offset);
      throw asUploadError(cause);
    }
    if (checksum && hash && !isSame(hash.digest(), checksum)) {
      await truncate(file, offset);
      throw new AppError('UPLOAD_CHECKSUM_MISMATCH', {
        message: `The part at byte ${offset} did not arrive as it was sent.`,
        retry: 'now',
      });
    }
    return offset + received;
  }
}

function isSame(digest: Buffer, { digest: wanted }: UploadChecksum): boolean {
  return digest.length === wanted.length && timingSafeEqual(digest, wanted);
}

function asUploadError(cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('DISK_FULL', { message: 'The disk of the server is full.', retry: 'later', cause });
  }
  // What the library throws (a limit, an abort) has a status of its own.
  return typeof (cause as { status_code?: unknown }).status_code === 'number' ? cause : ERRORS.FILE_WRITE_ERROR;
}
