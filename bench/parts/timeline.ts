import type { StoredStream } from '../served/stored-stream.ts';
import type { UploadTimes } from '../served/upload-source.ts';
import type { PageRequest, PageState } from '../served/watched-page.ts';

/** The way from the last byte to the screen, in the usual order; some stages overlap. */
export const STAGES = {
  answered: 'the upload got its 2xx',
  sourceStored: 'the file was renamed to be the source',
  initsStored: 'the plan was made: last init stored',
  playlistsStored: 'master playlist stored',
  firstPicture: 'first cell of the lowest rendition stored',
  firstSound: 'first cell of the sound stored',
  toldPlayable: 'the page was told that it is playable',
  playerMade: 'the player was in the page, its code loaded',
  masterAsked: 'the player asked for the master playlist',
  segmentAsked: 'the player asked for its first picture segment',
  segmentArrived: 'that segment had arrived',
  firstFrame: 'the first frame was on the screen',
} as const;
export type Stage = keyof typeof STAGES;

/** Milliseconds from the last byte of the upload to each stage; a stage that was not seen is left out. */
export type Timeline = Partial<Record<Stage, number>>;

/** Puts together what client, disk and page have noted of one run. Rounded to milliseconds. */
export function timelineOf(
  { lastByteAt, answeredAt }: UploadTimes,
  stored: Pick<StoredStream, 'sourceAt' | 'masterAt' | 'parts'>,
  page: PageState,
  requests: readonly PageRequest[],
): Timeline {
  const parts = stored.parts();
  const pictures = parts.filter(({ rendition }) => /^\d+p$/.test(rendition));
  const lowest = Math.min(...pictures.map(({ rendition }) => Number.parseInt(rendition, 10)));
  const firstCell = (isWanted: (rendition: string) => boolean): number | undefined =>
    parts.find(({ rendition, segment }) => segment === 0 && isWanted(rendition))?.storedAt;
  const inits = parts.filter(({ segment }) => segment === undefined).map(({ storedAt }) => storedAt);
  const segment = requests.find(({ path, status }) => /\/\d+p\/segment_\d+\.m4s$/.test(path) && status === 200);
  const moments: Record<Stage, number | undefined> = {
    answered: answeredAt,
    sourceStored: stored.sourceAt,
    initsStored: inits.length > 0 ? Math.max(...inits) : undefined,
    playlistsStored: stored.masterAt,
    firstPicture: firstCell((rendition) => rendition === `${lowest}p`),
    firstSound: firstCell((rendition) => rendition.startsWith('audio')),
    toldPlayable: page.toldPlayableAt,
    playerMade: page.videoMadeAt,
    masterAsked: requests.find(({ path }) => path.endsWith('/master.m3u8'))?.askedAt,
    segmentAsked: segment?.askedAt,
    segmentArrived: segment?.answeredAt,
    firstFrame: page.firstFrameAt,
  };
  const seen = Object.entries(moments).filter((entry): entry is [Stage, number] => entry[1] !== undefined);
  return Object.fromEntries(seen.map(([stage, at]) => [stage, Math.round(at - lastByteAt)]));
}
