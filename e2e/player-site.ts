import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { type Handler, serveFolder, Site } from './site.ts';

const PACKAGES = join(import.meta.dirname, '../node_modules');

/** Players of other makers, each on a page of its own. */
const PLAYERS = {
  '/hls': 'hls.js/dist/hls.min.js',
  '/dash': 'shaka-player/dist/shaka-player.compiled.js',
  '/vhs': 'video.js/dist/video.min.js',
} as const;

/** One of them. */
export type OtherPlayer = keyof typeof PLAYERS;

/** What a page saw; see players/report.js. */
export interface Report {
  readonly seconds: number;
  readonly isPaused: boolean;
  /** HTMLMediaElement.readyState. */
  readonly readyState: number;
  readonly height: number;
  readonly frames: readonly number[];
  readonly stalls: readonly number[];
  readonly buffered: readonly (readonly [number, number])[];
  readonly errors: readonly string[];
}

/** A site with a page for each player. */
export interface PlayerSite {
  readonly url: string;
  /** The next report of a page. Ask for it before the page is opened. */
  nextReport(player: OtherPlayer): Promise<Report>;
  close(): Promise<void>;
}

/** Opens it; `handlers` answer what the pages ask for beside themselves. */
export async function openPlayerSite(...handlers: Handler[]): Promise<PlayerSite> {
  const waiting = new Map<string, (report: Report) => void>();
  const takeReport: Handler = async (request, response, path) => {
    if (!path.startsWith('/report/')) return false;
    waiting.get(path.slice('/report'.length))?.(JSON.parse(await text(request)) as Report);
    response.writeHead(204).end();
    return true;
  };
  const site = await Site.open(
    takeReport,
    servePage,
    ...handlers,
    serveFolder('/players/', join(import.meta.dirname, 'players')),
    ...Object.values(PLAYERS).map((file) =>
      serveFolder(`/libraries/${folderOf(file)}`, join(PACKAGES, folderOf(file))),
    ),
  );
  return {
    url: site.url,
    nextReport: (player) => new Promise((resolve) => waiting.set(player, resolve)),
    close: () => site.close(),
  };
}

const servePage: Handler = (_request, response, path) => {
  const library = (PLAYERS as Partial<Record<string, string>>)[path];
  if (library === undefined) return false;
  response.writeHead(200, { 'Content-Type': 'text/html' }).end(
    `<!doctype html><title>test</title><video muted playsinline></video><script src="/libraries/${library}"></script>
     <script src="/players/report.js"></script><script type="module" src="/players${path}-page.js"></script>`,
  );
  return true;
};

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
