import { languageTag, unlikeOthers } from '../plan/track-names.ts';
import type { SubtitleFacts } from '../facts/media-facts.ts';

/** Subtitle streams that are read into captions. Streams are those of the source as uploaded, not of a conformed one. */
export interface CaptionPlan {
  readonly demuxer: string;
  /** Time on the container's clock that is second 0 of the video. */
  readonly zeroSeconds: number;
  readonly tracks: readonly PlannedCaptions[];
}

/** One of them. */
export interface PlannedCaptions {
  readonly streamIndex: number;
  readonly codec: string;
  /** BCP 47, `und` when the source does not say. */
  readonly language: string;
  /** Name in the player's menu. */
  readonly label: string;
}

/** Captions that were kept of a video: its file is `captionFileName(index, language)`. */
export interface KeptCaptions {
  readonly fileName: string;
  readonly language: string;
  readonly label: string;
}

/** The decoders that may read subtitles, by the codec's name (FFmpeg has two of some): text, nothing that draws pictures. */
export const CAPTION_DECODERS: Readonly<Record<string, string>> = {
  subrip: 'srt,subrip',
  mov_text: 'mov_text',
  ass: 'ssa,ass',
  ssa: 'ssa,ass',
  webvtt: 'webvtt',
  text: 'text',
};

/** More than any film has; each costs a file. */
const MAX_TRACKS = 32;

/** Whether subtitles of this codec can be kept as captions. */
export function isTextSubtitle(codec: string): boolean {
  return Object.hasOwn(CAPTION_DECODERS, codec);
}

/** What is kept of a source's subtitles; undefined where there is no text among them. */
export function planCaptions(
  subtitles: readonly SubtitleFacts[] | undefined,
  demuxer: string,
  zeroSeconds: number,
): CaptionPlan | undefined {
  const texts = (subtitles ?? []).filter(({ codec }) => isTextSubtitle(codec)).slice(0, MAX_TRACKS);
  if (texts.length === 0) return undefined;
  const names = new Set<string>();
  const tracks = texts.map(({ streamIndex, codec, language, title }, i) => {
    const tag = languageTag(language);
    const label = unlikeOthers(nameOf(title) ?? (tag === 'und' ? `Captions ${i + 1}` : tag), names);
    return { streamIndex, codec, language: tag, label };
  });
  return { demuxer, zeroSeconds, tracks };
}

/** File of captions inside the folder `captions/`. */
export function captionFileName(index: number, language: string): string {
  return `${index + 1}.${language}.vtt`;
}

/** What a file says of itself is text from outside: one line, not too long. */
function nameOf(title: string | undefined): string | undefined {
  const name = title
    ?.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return name ? name.slice(0, 80) : undefined;
}
