import { access, constants, mkdir, statfs } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

import { createMediaTools } from '../../adapters/process-runner/process-media-tools.ts';
import { readConfig } from '../../config/read-config.ts';
import type { Config } from '../../config/settings.ts';
import { AppError } from '../../kernel/app-error.ts';
import { ERROR_CODES } from '../../kernel/error-codes.ts';
import type { MediaTools, MediaToolsReport } from '../../ports/media-tools.ts';
import { builtPagesFolder } from '../built-pages.ts';
import type { Finding } from './doctor-finding.ts';
import { storageFindings } from './doctor-storage.ts';
import { storeFindings } from './doctor-stores.ts';
import { isAtLeast, lackOf } from '../suitable-ffmpeg.ts';

const OLDEST_NODE = [20, 19] as const;
/** Below this, not even one lecture fits. */
const LEAST_FREE_BYTES = 5 * 1024 ** 3;

/** Looks at everything Lectern needs and says how to mend what is wrong. Exit code 0, or 2 when something fails. */
export async function doctor(args: { json: boolean; storage: boolean; mend: boolean }): Promise<number> {
  const findings = args.storage
    ? await storageFindings(readConfig(process.env), args.mend)
    : await examine(process.env);
  if (args.json) process.stdout.write(`${JSON.stringify({ findings })}\n`);
  else for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
  return findings.some((finding) => finding.status === 'fail') ? 2 : 0;
}

/** All findings, in the order a person should read them. */
async function examine(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const node = nodeFinding(process.versions.node);
  const { config, finding } = configFinding(environment);
  if (!config) return [node, finding];
  const tools = createMediaTools({ ffmpegPath: config.ffmpegPath, ffprobePath: config.ffprobePath });
  return [
    node,
    finding,
    ...(await toolFindings(tools)),
    ...(await diskFindings(config.dataFolder)),
    ...(await storeFindings(config)),
    await portFinding(config),
    pagesFinding(),
  ];
}

function configFinding(environment: NodeJS.ProcessEnv): { config?: Config; finding: Finding } {
  try {
    return {
      config: readConfig(environment),
      finding: { topic: 'settings', status: 'ok', message: 'all settings are valid' },
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { finding: { topic: 'settings', status: 'fail', message: error.message, fix: ERROR_CODES[error.code] } };
  }
}

function nodeFinding(version: string): Finding {
  const isNewEnough = isAtLeast(version, OLDEST_NODE);
  const message = `Node ${version}`;
  return isNewEnough
    ? { topic: 'node', status: 'ok', message }
    : { topic: 'node', status: 'fail', message, fix: `Install Node ${OLDEST_NODE.join('.')} or newer.` };
}

async function toolFindings(tools: MediaTools): Promise<Finding[]> {
  try {
    const report = await tools.inspect();
    const lack = lackOf(report);
    const message = `FFmpeg ${report.version} at ${report.ffmpegPath}`;
    const ffmpeg: Finding =
      lack === undefined
        ? { topic: 'ffmpeg', status: 'ok', message }
        : { topic: 'ffmpeg', status: 'fail', message: `${message} ${lack}`, fix: ERROR_CODES.FFMPEG_UNSUITABLE };
    return [ffmpeg, confinementFinding(report.confinement, process.getuid?.() === 0)];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ topic: 'ffmpeg', status: 'fail', message: error.message, fix: ERROR_CODES[error.code] }];
  }
}

function confinementFinding(confinement: MediaToolsReport['confinement'], isRoot: boolean): Finding {
  const topic = 'confinement';
  if (confinement === 'limits-only') {
    return {
      topic,
      status: 'warn',
      message: 'FFmpeg runs with limits only: a hostile file that breaks it could read files or use the network',
      fix: 'Install bubblewrap (Debian: apt-get install bubblewrap) and allow user namespaces.',
    };
  }
  const message = 'FFmpeg runs in bubblewrap: no network, no capabilities, and nothing to read but its source';
  if (!isRoot) return { topic, status: 'ok', message };
  return {
    topic,
    status: 'warn',
    message: `${message}; but it runs as root, as this program does`,
    fix: 'Run Lectern as a user of its own, as the units of deploy/systemd and the container image do.',
  };
}

async function diskFindings(dataFolder: string): Promise<Finding[]> {
  const folder = path.resolve(dataFolder);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch {
    return [
      {
        topic: 'data',
        status: 'fail',
        message: `${folder} cannot be written`,
        fix: 'Set LECTERN_DATA to a folder of this user.',
      },
    ];
  }
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const message = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB free in ${folder}`;
  return freeBytes >= LEAST_FREE_BYTES
    ? [{ topic: 'disk', status: 'ok', message }]
    : [{ topic: 'disk', status: 'warn', message, fix: 'Free some space, or set LECTERN_DATA to a larger disk.' }];
}

async function portFinding(config: Config): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: config.host, port: config.port }, () => server.close(() => resolve(true)));
  });
  const address = `${config.host}:${config.port}`;
  return isFree
    ? { topic: 'port', status: 'ok', message: `${address} is free` }
    : {
        topic: 'port',
        status: 'warn',
        message: `${address} is taken (by a running Lectern?)`,
        fix: 'Stop the other program, or set PORT.',
      };
}

function pagesFinding(): Finding {
  return builtPagesFolder('web')
    ? { topic: 'pages', status: 'ok', message: 'the pages are built' }
    : { topic: 'pages', status: 'warn', message: 'the pages are not built', fix: 'Run npm start, which builds them.' };
}

function formatFinding(finding: Finding): string {
  const mark = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' }[finding.status];
  const fix = finding.fix ? `\n       -> ${finding.fix}` : '';
  return `${mark}  ${finding.topic.padEnd(12)} ${finding.message}${fix}`;
}
