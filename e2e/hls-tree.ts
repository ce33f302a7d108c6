import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Renditions of the tree, lowest first. The bit rates are real: the encoder fills up to them. */
const RENDITIONS = [
  { name: '360p', width: 640, height: 360, kbps: 400 },
  { name: '480p', width: 854, height: 480, kbps: 900 },
  { name: '720p', width: 1280, height: 720, kbps: 2400 },
] as const;

const TREE_SECONDS = 60;
const SEGMENT_SECONDS = 2;

/**
 * Makes an HLS tree with FFmpeg's own muxer: fMP4, three renditions, sound as a group of its own, English captions.
 *
 * Long enough to be throttled in the middle, at 10 frames per second so that it takes seconds to make.
 */
export function makeHlsTree(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const perRendition = RENDITIONS.flatMap(({ kbps }, index) => {
    const rate = `${kbps}k`;
    return [
      ...['-map', `[v${index}]`, `-b:v:${index}`, rate, `-maxrate:v:${index}`, rate, `-minrate:v:${index}`, rate],
      ...[`-bufsize:v:${index}`, `${kbps / 2}k`],
    ];
  });
  const scale = RENDITIONS.map(({ width, height }, index) => `[s${index}]scale=${width}:${height}[v${index}]`);
  const split = `[0:v]split=${RENDITIONS.length}${RENDITIONS.map((_, index) => `[s${index}]`).join('')}`;
  execFileSync('ffmpeg', [
    ...['-y', '-loglevel', 'error'],
    ...['-f', 'lavfi', '-i', `testsrc2=size=1280x720:rate=10:duration=${TREE_SECONDS}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=330:sample_rate=48000:duration=${TREE_SECONDS}`],
    ...['-filter_complex', [split, ...scale].join(';')],
    ...perRendition,
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-x264-params', 'nal-hrd=cbr'],
    ...['-g', String(10 * SEGMENT_SECONDS), '-sc_threshold', '0'],
    ...['-map', '1:a', '-c:a', 'aac', '-b:a', '64k', '-ac', '2'],
    ...['-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod'],
    ...['-hls_segment_type', 'fmp4', '-hls_flags', 'independent_segments', '-master_pl_name', 'master.m3u8'],
    ...['-var_stream_map', variants(), '-hls_segment_filename', join(folder, '%v', 'segment_%05d.m4s')],
    join(folder, '%v', 'playlist.m3u8'),
  ]);
  addCaptions(folder);
}

/** A tree of four seconds in two small renditions: enough to see that something plays. */
export function makeShortTree(folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=10:duration=4'],
    ...['-filter_complex', '[0:v]split[a][b];[a]scale=320:180[a1]', '-map', '[a1]', '-map', '[b]'],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-g',
      '20',
      '-pix_fmt',
      'yuv420p',
      '-b:v:0',
      '100k',
      '-b:v:1',
      '400k',
    ],
    ...['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'],
    ...['-master_pl_name', 'master.m3u8', '-var_stream_map', 'v:0,name:180p v:1,name:360p'],
    ...['-hls_segment_filename', join(folder, '%v', 'segment_%05d.m4s'), join(folder, '%v', 'playlist.m3u8')],
  ]);
}

function variants(): string {
  const pictures = RENDITIONS.map(({ name }, index) => `v:${index},agroup:sound,name:${name}`);
  return [...pictures, 'a:0,agroup:sound,default:yes,name:audio'].join(' ');
}

function addCaptions(folder: string): void {
  mkdirSync(join(folder, 'captions'));
  writeFileSync(
    join(folder, 'captions', 'playlist.m3u8'),
    `#EXTM3U\n#EXT-X-TARGETDURATION:${TREE_SECONDS}\n#EXT-X-VERSION:7\n#EXT-X-PLAYLIST-TYPE:VOD\n` +
      `#EXTINF:${TREE_SECONDS},\nen.vtt\n#EXT-X-ENDLIST\n`,
  );
  writeFileSync(
    join(folder, 'captions', 'en.vtt'),
    `WEBVTT\n\n00:00:00.000 --> 00:01:00.000\nA caption of the lecture\n`,
  );
  const master = join(folder, 'master.m3u8');
  const media =
    '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="English",LANGUAGE="en",URI="captions/playlist.m3u8"\n';
  const text = readFileSync(master, 'utf8')
    .replace(/^(#EXT-X-VERSION.*\n)/m, `$1${media}`)
    .replaceAll(/^(#EXT-X-STREAM-INF:.*)$/gm, '$1,SUBTITLES="captions"');
  writeFileSync(master, text);
}
