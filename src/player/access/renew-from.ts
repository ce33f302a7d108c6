import type { Renew } from './source-access.ts';

/** Asks an address of Lectern's API (`POST /api/v1/videos/<id>/playback`) where the video is played from now on. */
export function renewFrom(url: string): Renew {
  return async () => {
    const response = await fetch(url, { method: 'POST', headers: { Accept: 'application/json' } });
    if ([401, 403, 404].includes(response.status)) return undefined;
    const { hlsUrl } = response.ok ? ((await response.json()) as { hlsUrl?: unknown }) : {};
    if (typeof hlsUrl !== 'string') throw new Error(`${url}: ${response.status}`);
    return hlsUrl;
  };
}
