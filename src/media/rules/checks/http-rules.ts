import type { Found, Rule, RuleOutcome } from '../rule.ts';
import type { ResponseFacts, TreeFacts } from '../tree-facts.ts';

/** H18: how a server delivers. */
export const HTTP_RULES: readonly Rule[] = [
  { id: 'H18', title: 'right MIME types, playlists gzipped, no redirects', check: answersAreRight },
];

const PLAYLIST_TYPES = ['application/vnd.apple.mpegurl', 'audio/mpegurl', 'application/x-mpegurl'];

function answersAreRight(tree: TreeFacts): RuleOutcome {
  if (!tree.responses) return { notApplicable: 'it is a folder, not a server' };
  return tree.responses.flatMap((response): Found[] => {
    const found: Found[] = [];
    const wanted = wantedTypes(response);
    const got = response.contentType?.split(';')[0]?.trim().toLowerCase();
    if (wanted.length > 0 && !wanted.includes(got ?? '')) {
      const message = `${response.path}: wanted Content-Type ${wanted[0]}, got ${got ?? 'none'}`;
      // Apple's players refuse a playlist of another type; segments are found out by their bytes.
      found.push({ severity: response.kind === 'playlist' ? 'must' : 'should', message });
    }
    if (response.kind === 'playlist' && !/\b(gzip|br|zstd|deflate)\b/.test(response.contentEncoding ?? '')) {
      found.push({ severity: 'should', message: `${response.path}: wanted a gzipped playlist, got plain text` });
    }
    if (response.isRedirected) {
      found.push({ severity: 'should', message: `${response.path}: wanted an answer without redirect, got one` });
    }
    return found;
  });
}

/** The first is the one to ask for, others are right as well. */
function wantedTypes({ kind, container }: ResponseFacts): string[] {
  if (kind === 'playlist') return PLAYLIST_TYPES;
  if (container === 'ts') return ['video/mp2t'];
  if (container === 'webvtt') return ['text/vtt'];
  if (container !== 'fmp4') return [];
  const plain = ['video/mp4', 'audio/mp4'];
  return kind === 'init' ? plain : ['video/iso.segment', 'audio/iso.segment', ...plain];
}
