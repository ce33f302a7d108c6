import { MediaError } from '../media-error.ts';
import { readAttributeList } from './attribute-list.ts';
import type { MasterPlaylist, MediaRendition, Variant } from './playlist.ts';
import { type PlaylistLine, readDecimal, readInteger } from './playlist-lines.ts';

/** Reads the lines of a multivariant playlist. Throws MediaError for a variant without URI or a broken attribute list. */
export function readMasterPlaylist(lines: readonly PlaylistLine[]): MasterPlaylist {
  const variants: Variant[] = [];
  const iframeVariants: Variant[] = [];
  const media: MediaRendition[] = [];
  let version = 1;
  let isIndependentSegments = false;
  /** An EXT-X-STREAM-INF that waits for its URI. */
  let open: { attributes: Map<string, string>; where: string } | undefined;
  for (const line of lines) {
    const where = `playlist line ${line.lineNumber}`;
    if (line.kind === 'uri') {
      // A URI that no tag announces is nobody's; RFC 8216, 4.3.4.2 knows it only behind EXT-X-STREAM-INF.
      if (open) variants.push(toVariant(open.attributes, line.uri));
      open = undefined;
    } else if (line.name === 'EXT-X-STREAM-INF') {
      if (open) throw new MediaError(`${open.where}: wanted a URI after EXT-X-STREAM-INF, got another one`);
      open = { attributes: readAttributeList(line.value, where), where };
    } else if (line.name === 'EXT-X-I-FRAME-STREAM-INF') {
      const attributes = readAttributeList(line.value, where);
      const uri = attributes.get('URI');
      if (!uri) throw new MediaError(`${where}: wanted a URI in EXT-X-I-FRAME-STREAM-INF, got none`);
      iframeVariants.push(toVariant(attributes, uri));
    } else if (line.name === 'EXT-X-MEDIA') {
      media.push(toMedia(readAttributeList(line.value, where)));
    } else if (line.name === 'EXT-X-VERSION') {
      version = readInteger(line.value) ?? version;
    } else if (line.name === 'EXT-X-INDEPENDENT-SEGMENTS') {
      isIndependentSegments = true;
    }
  }
  if (open) throw new MediaError(`${open.where}: wanted a URI after EXT-X-STREAM-INF, got the end`);
  return { kind: 'master', version, isIndependentSegments, variants, iframeVariants, media };
}

function toVariant(attributes: ReadonlyMap<string, string>, uri: string): Variant {
  const bandwidthBps = readInteger(attributes.get('BANDWIDTH'));
  const averageBandwidthBps = readInteger(attributes.get('AVERAGE-BANDWIDTH'));
  const resolution = readResolution(attributes.get('RESOLUTION'));
  const frameRate = readDecimal(attributes.get('FRAME-RATE'));
  const audioGroup = attributes.get('AUDIO');
  const subtitlesGroup = attributes.get('SUBTITLES');
  const codecs = (attributes.get('CODECS') ?? '').split(',').map((codec) => codec.trim());
  return {
    uri,
    codecs: codecs.filter((codec) => codec !== ''),
    ...(bandwidthBps !== undefined && { bandwidthBps }),
    ...(averageBandwidthBps !== undefined && { averageBandwidthBps }),
    ...(resolution && { resolution }),
    ...(frameRate !== undefined && { frameRate }),
    ...(audioGroup !== undefined && { audioGroup }),
    ...(subtitlesGroup !== undefined && { subtitlesGroup }),
  };
}

function readResolution(text: string | undefined): { width: number; height: number } | undefined {
  const match = /^(\d{1,6})x(\d{1,6})$/.exec(text ?? '');
  const width = Number(match?.[1] ?? 0);
  const height = Number(match?.[2] ?? 0);
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function toMedia(attributes: ReadonlyMap<string, string>): MediaRendition {
  const name = attributes.get('NAME');
  const language = attributes.get('LANGUAGE');
  const uri = attributes.get('URI');
  const channels = attributes.get('CHANNELS');
  return {
    type: attributes.get('TYPE') ?? '',
    groupId: attributes.get('GROUP-ID') ?? '',
    isDefault: attributes.get('DEFAULT') === 'YES',
    isAutoselect: attributes.get('AUTOSELECT') === 'YES',
    ...(name !== undefined && { name }),
    ...(language !== undefined && { language }),
    ...(uri !== undefined && { uri }),
    ...(channels !== undefined && { channels }),
  };
}
