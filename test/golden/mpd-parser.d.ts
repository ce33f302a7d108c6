/** What the tests use of mpd-parser, which ships no types. */
declare module 'mpd-parser' {
  interface ParsedSegment {
    readonly uri: string;
    readonly map: { readonly uri: string };
    readonly duration: number;
    readonly presentationTime: number;
  }
  interface ParsedPlaylist {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly segments: readonly ParsedSegment[];
  }
  export function parse(
    text: string,
    options: { manifestUri: string },
  ): { readonly duration: number; readonly playlists: readonly ParsedPlaylist[] };
}
