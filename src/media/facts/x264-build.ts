/**
 * Which build of x264 made a stream, out of the first packet as `ffprobe -show_data` dumps it; undefined where none says so.
 *
 * x264 names itself at a stream's beginning only, in user data (ITU-T H.264 §D.1.7).
 */
export function x264Build(dump: string): number | undefined {
  const hex = [...dump.matchAll(/^[0-9a-f]{8}: ((?:[0-9a-f]{2,4} )+)/gm)].map(([, bytes = '']) => bytes).join('');
  const text = Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1');
  const build = /x264 - core (\d{1,6})/.exec(text)?.[1];
  return build === undefined ? undefined : Number(build);
}
