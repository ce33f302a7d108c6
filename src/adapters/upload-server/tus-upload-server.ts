import { Server } from '@tus/server';

import type { Principal } from '../../accounts/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { ErrorCode } from '../../kernel/error-codes.ts';
import { isId, newId } from '../../kernel/ids.ts';
import { CheckedFileStore, type FinishedSize, type IsElsewhere } from './checked-file-store.ts';
import { CHECKSUM_ALGORITHMS, currentUpload, parseChecksum, type UploadRequest } from './upload-request.ts';

/** What a client says of an upload: tus metadata `filename` (or `name`), `title`, `lessonId`, `replaces`. */
export interface NewUpload {
  readonly id: string;
  readonly fileName: string;
  readonly title?: string;
  readonly sizeBytes?: number;
  /** The lesson that is to show the video. */
  readonly lessonId?: string;
  /** The video whose file it is to take the place of. */
  readonly replaces?: string;
}

/** What the tus server tells and asks the rest of Lectern. Each may throw an AppError, which the client then sees. */
export interface UploadHooks {
  /** Before the first byte. */
  begin(upload: NewUpload, uploader: Principal): Promise<void>;
  /** After the last byte; should return at once. */
  finish(id: string, sizeBytes: number): Promise<void>;
  /** The client ended it. */
  abandon(id: string): Promise<void>;
  /** Size of a video whose upload is finished. */
  readonly finishedSize: FinishedSize;
  /** Asked of uploads that are not in the folder. */
  readonly isElsewhere: IsElsewhere;
}

/** tus 1.0 as a function of web requests. Throws AppError for what it refuses. */
export type UploadServer = (request: Request, uploader: Principal) => Promise<Response>;

/** tus 1.0 with creation, checksum, expiration and termination, on local files. */
export function createTusUploadServer(options: {
  /** Where it is mounted, such as `/api/v1/uploads`. */
  path: string;
  folder: string;
  /** Largest file of somebody. */
  maxUploadBytes: (uploader: Principal) => number;
  expiryMs: number;
  hooks: UploadHooks;
}): UploadServer {
  const { path, folder, maxUploadBytes, expiryMs, hooks } = options;
  const datastore = new CheckedFileStore({
    directory: folder,
    expirationPeriodInMilliseconds: expiryMs,
    finishedSize: hooks.finishedSize,
    isElsewhere: hooks.isElsewhere,
    removed: async (id) => await hooks.abandon(id),
  });
  const tus = new Server({
    path,
    datastore,
    maxSize: () => maxUploadBytes(currentUpload.getStore()?.uploader ?? { kind: 'anonymous' }),
    relativeLocation: true,
    disableTerminationForFinishedUploads: true,
    namingFunction: () => newId(),
    getFileIdFromRequest: (_request, lastPath) => (lastPath && isId(lastPath) ? lastPath : undefined),
    async onUploadCreate(_request, { id, size, metadata }) {
      const { filename, name, title, lessonId, replaces } = metadata ?? {};
      const upload = {
        id,
        fileName: filename ?? name ?? '',
        ...(title && { title }),
        ...(size !== undefined && { sizeBytes: size }),
        ...(lessonId && { lessonId }),
        ...(replaces && { replaces }),
      };
      await hooks.begin(upload, currentUpload.getStore()?.uploader ?? { kind: 'anonymous' });
      return {};
    },
    async onUploadFinish(_request, { id, size, offset }) {
      await hooks.finish(id, size ?? offset);
      return {};
    },
    onResponseError(_request, error) {
      const request = currentUpload.getStore();
      if (request && error instanceof AppError) request.error = error;
      return undefined;
    },
  });

  return async (webRequest, uploader) => {
    const context = readRequest(webRequest, uploader);
    const response = await currentUpload.run(context, () => tus.handleWeb(webRequest));
    if (context.error) throw context.error;
    if (response.status >= 400) throw await asAppError(response, maxUploadBytes(uploader));
    if (webRequest.method === 'OPTIONS') response.headers.set('Tus-Checksum-Algorithm', CHECKSUM_ALGORITHMS.join(','));
    return response;
  };
}

function readRequest(request: Request, uploader: Principal): UploadRequest {
  const header = request.headers.get('upload-checksum');
  if (header === null) return { uploader };
  const checksum = parseChecksum(header);
  if (checksum) return { uploader, checksum };
  throw new AppError('REQUEST_INVALID', {
    message: `Upload-Checksum: wanted one of ${CHECKSUM_ALGORITHMS.join(', ')} and a base64 digest.`,
  });
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  404: 'UPLOAD_NOT_FOUND',
  409: 'UPLOAD_CONFLICT',
  410: 'UPLOAD_NOT_FOUND',
  413: 'SOURCE_TOO_LARGE',
  500: 'INTERNAL',
};

async function asAppError(response: Response, maxUploadBytes: number): Promise<AppError> {
  const code = CODES[response.status] ?? 'REQUEST_INVALID';
  const text = (await response.text()).trim();
  if (code === 'SOURCE_TOO_LARGE') {
    const message = `More bytes than announced, or more than the ${maxUploadBytes} that are accepted.`;
    return new AppError(code, { message, detail: text });
  }
  if (code === 'INTERNAL') return new AppError(code, { message: 'The upload could not be written.', detail: text });
  return new AppError(code, { message: `tus: ${text || `status ${response.status}`}.`.replace('..', '.') });
}
