import { tmpdir } from 'node:os';

import { fileSourceHead } from '../../src/adapters/source/file-source-head.ts';
import { localTemporaryFiles } from '../../src/adapters/temporary-files/local-temporary-files.ts';
import { createFolderTreeReader } from '../../src/adapters/tree-reader/folder-tree-reader.ts';
import { sourceFacts } from '../../src/media/rules/source-facts.ts';
import { checkTree, type TreeReport } from '../../src/pipeline/check-tree/check-tree.ts';
import type { TreeReader } from '../../src/pipeline/check-tree/tree-reader.ts';
import { readFacts } from '../../src/pipeline/read-facts/read-facts.ts';
import { mediaTools } from './run-stages.ts';

/** Checks a tree in a folder (or through another reader), with its source when that is given. */
export async function checkFolder(target: string | TreeReader, sourcePath?: string): Promise<TreeReport> {
  const reader = typeof target === 'string' ? createFolderTreeReader(target) : target;
  const source = sourcePath === undefined ? undefined : await readSource(sourcePath);
  return checkTree({
    reader,
    tools: mediaTools,
    temporaryFiles: localTemporaryFiles,
    workFolder: tmpdir(),
    ...(source && { source }),
  });
}

async function readSource(sourcePath: string) {
  const { demuxer, facts } = await readFacts({ sourcePath, head: fileSourceHead, tools: mediaTools });
  const x264Build = facts.video?.x264Build;
  return { path: sourcePath, demuxer, x264Build, facts: sourceFacts(facts), audioCount: facts.audio.length };
}

/** What breaks a MUST (or a SHOULD, when asked for), as `H19 360p#3`, each once. */
export function brokenIn(report: TreeReport, severity: 'must' | 'should' = 'must'): string[] {
  const findings = report.rules.flatMap((rule) => rule.findings).filter((finding) => finding.severity === severity);
  const lines = findings.map(({ rule, rendition, segment }) => {
    return `${rule}${rendition === undefined ? '' : ` ${rendition}`}${segment === undefined ? '' : `#${segment}`}`;
  });
  return [...new Set(lines)];
}
