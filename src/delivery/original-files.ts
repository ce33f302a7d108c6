import { browserTypeOf, type FileOpening } from '../media/facts/browser-type.ts';
import { sourceIdOf, type Video } from '../videos/video.ts';

/** Files as they were uploaded, for viewers of videos that failed. */
export interface OriginalFiles {
  /**
   * The Content-Type of a video's source, where that may be played in the place of the stream: the video has failed, and
   * not for what is in the file; the source is whole; a browser can probably play it.
   */
  typeOf(video: Video | undefined): Promise<string | undefined>;
}

/** Sources whose answer is remembered: they never change. */
const REMEMBERED = 500;

/** See OriginalFiles. `open` reads the beginning of a source; undefined: there is none of that many bytes. */
export function createOriginalFiles(
  open: (sourceId: string, sizeBytes: number) => Promise<FileOpening | undefined>,
): OriginalFiles {
  const known = new Map<string, Promise<string | undefined>>();
  const look = async (sourceId: string, sizeBytes: number): Promise<string | undefined> => {
    const file = await open(sourceId, sizeBytes);
    return file && browserTypeOf(file);
  };
  return {
    async typeOf(video) {
      if (!video?.failure || video.state !== 'failed' || video.sizeBytes === undefined) return undefined;
      // What was refused for what it is, is not handed to browsers either.
      if (video.failure.code.startsWith('SOURCE_')) return undefined;
      const { sizeBytes } = video;
      const id = sourceIdOf(video);
      const asked = known.get(id) ?? look(id, sizeBytes);
      known.set(id, asked);
      for (const oldest of known.keys()) if (known.size > REMEMBERED) known.delete(oldest);
      try {
        return await asked;
      } catch (error) {
        known.delete(id); // a store that is away is asked again
        throw error;
      }
    },
  };
}
