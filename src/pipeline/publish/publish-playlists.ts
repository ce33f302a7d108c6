import { capBitRates, measureBitRates, type PlanBitRates } from '../../media/bit-rate/plan-bit-rates.ts';
import { writeManifest } from '../../media/dash/write-manifest.ts';
import { writeIframePlaylist } from '../../media/hls/write-iframe-playlist.ts';
import { writeMasterPlaylist } from '../../media/hls/write-master-playlist.ts';
import { writeMediaPlaylist } from '../../media/hls/write-media-playlist.ts';
import {
  IFRAME_PLAYLIST_FILE_NAME,
  MANIFEST_FILE_NAME,
  MASTER_FILE_NAME,
  PLAYLIST_FILE_NAME,
} from '../../media/plan/names.ts';
import type { Plan } from '../../media/plan/plan.ts';
import { assert } from '../../kernel/assert.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { FilledCell } from '../../videos/cell.ts';

/** Where a plan's files are. Both prefixes are empty or end in `/`. */
export interface PublishTarget {
  readonly plan: Plan;
  readonly objects: ObjectStore;
  /** Rendition folders: `hls/<video>/<revision>/`, or empty for a plain folder. */
  readonly prefix: string;
  /** `master.m3u8` and `manifest.mpd`: `prefix` or a folder above it. */
  readonly rootPrefix: string;
}

/**
 * Stores the playlists of a video whose cells are still empty: the media playlists whole and for good, then the manifest,
 * the master last, so that whoever sees a master sees everything it names.
 */
export async function publishEarly(target: PublishTarget): Promise<void> {
  const playlist = writeMediaPlaylist(target.plan);
  for (const { id } of [...target.plan.video, ...target.plan.audio]) {
    await putText(target, `${target.prefix}${id}/${PLAYLIST_FILE_NAME}`, playlist);
  }
  await publishRoot(target, capBitRates(target.plan));
}

/**
 * Stores I-frame playlists, then manifest and master with measured rates, in place of the early ones. The media playlists
 * do not change. Throws MediaError when a cell is missing. Can be run twice.
 */
export async function publishReady(target: PublishTarget & { readonly cells: readonly FilledCell[] }): Promise<void> {
  const rates = measureBitRates(target.plan, target.cells);
  for (const { id } of target.plan.video) {
    const playlist = writeIframePlaylist(target.plan, id, target.cells);
    await putText(target, `${target.prefix}${id}/${IFRAME_PLAYLIST_FILE_NAME}`, playlist);
  }
  await publishRoot(target, rates);
}

async function publishRoot(target: PublishTarget, rates: PlanBitRates): Promise<void> {
  assert(target.prefix.startsWith(target.rootPrefix), `"${target.prefix}" is not under "${target.rootPrefix}"`);
  const pathPrefix = target.prefix.slice(target.rootPrefix.length);
  const manifest = writeManifest(target.plan, rates, pathPrefix);
  const master = writeMasterPlaylist(target.plan, rates, pathPrefix);
  await putText(target, `${target.rootPrefix}${MANIFEST_FILE_NAME}`, manifest);
  await putText(target, `${target.rootPrefix}${MASTER_FILE_NAME}`, master);
}

async function putText(target: PublishTarget, key: string, text: string): Promise<void> {
  await target.objects.put(key, new TextEncoder().encode(text));
}
