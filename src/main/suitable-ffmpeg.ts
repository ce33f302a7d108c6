import { AppError } from '../kernel/app-error.ts';
import type { MediaTools, MediaToolsReport } from '../ports/media-tools.ts';

/** The oldest FFmpeg whose behaviour the recipes were measured on. */
const OLDEST_FFMPEG = [5, 1] as const;

/** What an FFmpeg lacks for Lectern, as the end of a sentence; undefined when it is suitable. */
export function lackOf({ version, hasX264, hasAac }: MediaToolsReport): string | undefined {
  const lacks = [
    // Builds of the development branch are named by a commit, and are newer than any release.
    !isAtLeast(version, OLDEST_FFMPEG) && !/^[Nn]-|^git/.test(version) && `is older than ${OLDEST_FFMPEG.join('.')}`,
    !hasX264 && 'has no libx264',
    !hasAac && 'has no aac',
  ].filter((lack) => lack !== false);
  return lacks.length > 0 ? lacks.join(', ') : undefined;
}

/** The report of a suitable FFmpeg. Throws AppError FFMPEG_MISSING or FFMPEG_UNSUITABLE. */
export async function requireSuitableFfmpeg(tools: Pick<MediaTools, 'inspect'>): Promise<MediaToolsReport> {
  const report = await tools.inspect();
  const lack = lackOf(report);
  if (lack === undefined) return report;
  throw new AppError('FFMPEG_UNSUITABLE', { message: `FFmpeg ${report.version} at ${report.ffmpegPath} ${lack}.` });
}

/** Whether a version such as `5.1.9-0+deb12u1` or `n6.0` is at least that. */
export function isAtLeast(version: string, wanted: readonly [number, number]): boolean {
  const [major = NaN, minor = 0] = version
    .replace(/^n/, '')
    .split(/[.-]/)
    .map((part) => Number.parseInt(part, 10));
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}
