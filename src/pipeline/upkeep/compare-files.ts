import {
  IFRAME_PLAYLIST_FILE_NAME,
  INIT_FILE_NAME,
  MANIFEST_FILE_NAME,
  MASTER_FILE_NAME,
  PLAYLIST_FILE_NAME,
} from '../../media/plan/names.ts';
import { CAPTIONS_FOLDER, IMAGES_FOLDER, type Revision, revisionPrefixes } from '../../videos/revision.ts';
import type { Video } from '../../videos/video.ts';
import { IMAGE_FILE_NAMES, makeImages } from '../images/make-images.ts';
import { publishEarly, publishReady } from '../publish/publish-playlists.ts';
import { videoWorkFolder, type WorkContext } from '../work/work-context.ts';

type FilesContext = Pick<WorkContext, 'revisions' | 'objects' | 'files' | 'tools' | 'settings'>;

/** A file beside the segments that a revision must have and has not. */
export interface LackingFile {
  readonly key: string;
  /** Makes it again from what is there; absent where only the source can. */
  readonly make?: () => Promise<void>;
}

/** Files of a planned video that are missing or empty, but for its segments. */
export async function* lackingFiles(
  context: FilesContext,
  video: Video,
  revision: Revision,
): AsyncIterable<LackingFile> {
  const { plan, summary, videoId, id } = revision;
  const { prefix, rootPrefix } = revisionPrefixes(videoId, id);
  const isReady = video.state === 'ready';
  const stored = new Set<string>();
  for await (const { key, sizeBytes } of context.objects.list(rootPrefix)) if (sizeBytes > 0) stored.add(key);
  const of = (renditions: readonly { id: string }[], name: string): string[] =>
    renditions.map((rendition) => `${prefix}${rendition.id}/${name}`);
  const all = [...plan.video, ...plan.audio];

  const playlists = [
    ...of(all, PLAYLIST_FILE_NAME),
    ...(isReady ? of(plan.video, IFRAME_PLAYLIST_FILE_NAME) : []),
    `${rootPrefix}${MANIFEST_FILE_NAME}`,
    `${rootPrefix}${MASTER_FILE_NAME}`,
  ];
  const images = isReady ? IMAGE_FILE_NAMES.map((name) => `${prefix}${IMAGES_FOLDER}/${name}`) : [];
  const fromSource = [
    ...of(all, INIT_FILE_NAME),
    ...(summary.captions ?? []).map(({ fileName }) => `${prefix}${CAPTIONS_FOLDER}/${fileName}`),
  ];
  const lacking = (keys: readonly string[]): string[] => keys.filter((key) => !stored.has(key));
  for (const key of lacking(fromSource)) yield { key };
  for (const key of lacking(playlists)) yield { key, make: async () => await publishAgain(context, video, revision) };
  for (const key of lacking(images)) yield { key, make: async () => await makeImagesAgain(context, revision) };
}

async function publishAgain({ revisions, objects }: FilesContext, { state }: Video, revision: Revision): Promise<void> {
  const target = { plan: revision.plan, objects, ...revisionPrefixes(revision.videoId, revision.id) };
  await publishEarly(target);
  if (state === 'ready') await publishReady({ ...target, cells: await revisions.cells(revision.id).listFilled() });
}

async function makeImagesAgain(context: FilesContext, { plan, videoId, id }: Revision): Promise<void> {
  const { objects, files, tools, settings } = context;
  const { prefix } = revisionPrefixes(videoId, id);
  const parent = videoWorkFolder(settings, videoId);
  const workFolder = await files.makeFolder(parent, 'images');
  try {
    await makeImages({ plan, prefix, imagesPrefix: `${prefix}${IMAGES_FOLDER}/`, objects, tools, files, workFolder });
  } finally {
    await files.remove(workFolder);
  }
}
