import os from 'node:os';
import path from 'node:path';

import { createHttpTreeReader } from '../../adapters/tree-reader/http-tree-reader.ts';
import { createFolderTreeReader } from '../../adapters/tree-reader/folder-tree-reader.ts';
import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { fileSourceHead } from '../../adapters/source/file-source-head.ts';
import { localTemporaryFiles } from '../../adapters/temporary-files/local-temporary-files.ts';
import { AppError } from '../../kernel/app-error.ts';
import { sourceFacts } from '../../media/rules/source-facts.ts';
import { checkTree, type CheckTreeInput } from '../../pipeline/check-tree/check-tree.ts';
import { reportText } from '../../pipeline/check-tree/report-text.ts';
import type { TreeReader } from '../../pipeline/check-tree/tree-reader.ts';
import { readFacts } from '../../pipeline/read-facts/read-facts.ts';
import type { MediaTools } from '../../ports/media-tools.ts';

/**
 * Checks an HLS tree, a folder, playlist or URL, against the rules and prints a report.
 *
 * Answers the exit code: 0 when every MUST holds, 1 when one is broken, 2 (and one line `CODE: sentence` on stderr) when the
 * tree or the source cannot be read at all.
 */
export async function check(args: { target: string; source?: string; json: boolean }): Promise<number> {
  try {
    const tools = createMediaTools(toolPaths());
    const source = args.source === undefined ? undefined : await readSource(args.source, tools);
    const report = await checkTree({
      reader: readerFor(args.target),
      tools,
      temporaryFiles: localTemporaryFiles,
      workFolder: os.tmpdir(),
      ...(source && { source }),
    });
    console.log(args.json ? JSON.stringify({ target: args.target, ...report }, undefined, 2) : reportText(report));
    return report.isValid ? 0 : 1;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return 2;
  }
}

function readerFor(target: string): TreeReader {
  if (!/^https?:\/\//i.test(target)) return createFolderTreeReader(target);
  if (!URL.canParse(target)) throw new AppError('USAGE', { message: `${target} is not a URL.` });
  return createHttpTreeReader(new URL(target));
}

async function readSource(file: string, tools: MediaTools): Promise<NonNullable<CheckTreeInput['source']>> {
  const sourcePath = path.resolve(file);
  const { demuxer, facts } = await readFacts({ sourcePath, head: fileSourceHead, tools });
  const x264Build = facts.video?.x264Build;
  return { path: sourcePath, demuxer, x264Build, facts: sourceFacts(facts), audioCount: facts.audio.length };
}

function toolPaths(): { ffmpegPath?: string; ffprobePath?: string } {
  const { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath } = process.env;
  return { ...(ffmpegPath && { ffmpegPath }), ...(ffprobePath && { ffprobePath }) };
}
