import type { MediaFacts } from '../facts/media-facts.ts';
import { confinedInput, GLOBAL_ARGUMENTS, inputFile, type SourceInput } from './input-arguments.ts';

/** Picture codecs that MP4 carries with exact times; the others go into Matroska, whose clock has milliseconds. */
const MP4_PICTURES = new Set(['h264', 'hevc', 'mpeg4', 'mpeg2video', 'mpeg1video', 'av1', 'vp9', 'mjpeg']);
const MP4_SOUNDS = new Set(['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'opus', 'flac', 'alac', 'dts']);

/** The container a remux is written in. */
function conformedContainer(facts: MediaFacts): 'mp4' | 'matroska' {
  const picturesFit = !facts.video || MP4_PICTURES.has(facts.video.codec);
  return picturesFit && facts.audio.every((track) => MP4_SOUNDS.has(track.codec)) ? 'mp4' : 'matroska';
}

/** Arguments that rewrite a source's packets, unchanged, into a container with an index. */
export function remuxArguments(source: SourceInput, facts: MediaFacts, outputPath: string): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    ...TELL_PROGRESS,
    '-fflags',
    '+genpts', // AVI and raw streams have decode times only
    ...confinedInput(source),
    ...inputFile(source),
    ...mappedStreams(facts),
    '-c',
    'copy',
    ...cleanOutput(),
    '-f',
    conformedContainer(facts),
    `file:${outputPath}`,
  ];
}

/** Arguments that encode a source anew, nearly without loss, with a key frame every two seconds: where a remux is not enough. */
export function intermediateArguments(source: SourceInput, facts: MediaFacts, outputPath: string): string[] {
  return [
    ...GLOBAL_ARGUMENTS,
    ...TELL_PROGRESS,
    '-fflags',
    '+genpts+discardcorrupt',
    ...confinedInput(source),
    ...inputFile(source),
    ...mappedStreams(facts),
    '-fps_mode',
    'passthrough',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '14',
    '-force_key_frames',
    'expr:gte(t,n_forced*2)',
    '-c:a',
    'flac',
    ...cleanOutput(),
    '-f',
    'matroska',
    `file:${outputPath}`,
  ];
}

/** A sign of life on stdout every 5 s: nothing else is heard of a run that writes to a file. */
const TELL_PROGRESS: readonly string[] = ['-progress', 'pipe:1', '-stats_period', '5'];

function mappedStreams(facts: MediaFacts): string[] {
  const indexes = [facts.video?.streamIndex, ...facts.audio.map((track) => track.streamIndex)];
  return indexes.filter((index) => index !== undefined).flatMap((index) => ['-map', `0:${index}`]);
}

function cleanOutput(): string[] {
  return ['-sn', '-dn', '-map_chapters', '-1', '-avoid_negative_ts', 'make_zero', '-max_muxing_queue_size', '4096'];
}
