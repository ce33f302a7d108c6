import { request } from '../../../shared/api/api-client.ts';
import type { PurposeFields } from '../upload-purpose.ts';

/** An upload whose parts go straight to the bucket; its id is that of its video. */
export interface DirectUpload {
  readonly id: string;
  /** Size of every part but the last one. */
  readonly partBytes: number;
  readonly partCount: number;
  /** Numbers of the parts that the bucket has, from 1; absent for one that was just begun. */
  readonly storedParts?: readonly number[];
  /** It is the source of a video already. */
  readonly isComplete?: boolean;
}

/** What is said before the first byte. */
export interface Announcement extends PurposeFields {
  readonly fileName: string;
  readonly sizeBytes: number;
}

const ROOT = '/direct-uploads';

/** The server's side of uploads straight to the bucket. Throws ApiError. */
export const directUploads = {
  async begin(announcement: Announcement): Promise<DirectUpload> {
    return await request('POST', ROOT, { body: announcement });
  },
  async show(id: string, signal: AbortSignal): Promise<DirectUpload> {
    return await request('GET', pathOf(id), { signal });
  },
  /** Where one part is sent by PUT, for some minutes. */
  async addressOf(id: string, partNumber: number, signal: AbortSignal): Promise<string> {
    const body = { partNumbers: [partNumber] };
    const { parts } = await request<{ parts: { url: string }[] }>('POST', `${pathOf(id)}/parts`, { body, signal });
    return parts[0]?.url ?? '';
  },
  async complete(id: string, signal: AbortSignal): Promise<void> {
    await request('POST', `${pathOf(id)}/complete`, { signal });
  },
  async abort(id: string): Promise<void> {
    await request('DELETE', pathOf(id));
  },
};

function pathOf(id: string): string {
  return `${ROOT}/${encodeURIComponent(id)}`;
}
