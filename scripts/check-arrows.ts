// Checks the shape of the source tree (ARCHITECTURE.md, "Imports point down"): who may import whom, no cycles, sizes, names.
// Prints one line per fault and exits 1; warnings do not fail. Never widen a rule to make an import work:
// move the code, or declare an interface where it is needed and implement it in adapters/.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const DOMAINS = ['videos', 'pipeline', 'delivery', 'training', 'accounts', 'webhooks', 'events'];
const SERVER = [...DOMAINS, 'media', 'ports', 'config', 'kernel', 'adapters', 'http'];

/** Module -> modules it may import; `type:` allows type-only imports (the store interfaces that domains declare). */
const ARROWS: Record<string, string[]> = {
  media: [],
  kernel: [],
  player: [],
  web: ['player'],
  config: ['kernel'],
  ports: ['kernel'],
  events: ['kernel'],
  videos: ['media', 'kernel'],
  pipeline: ['videos', 'media', 'events', 'ports', 'kernel'],
  delivery: ['videos', 'media', 'events', 'ports', 'kernel'],
  accounts: ['events', 'ports', 'kernel'],
  webhooks: ['events', 'ports', 'kernel'],
  training: ['accounts', 'events', 'ports', 'kernel'],
  http: ['pipeline', 'delivery', 'training', 'accounts', 'webhooks', 'events', 'videos', 'config', 'kernel'],
  adapters: ['ports', 'kernel', ...[...DOMAINS, 'media'].map((domain) => `type:${domain}`)],
  main: SERVER,
};

/** Module -> packages it may import. Where a module has no entry: none. */
const PACKAGES: Record<string, RegExp> = {
  kernel: /^(zod|pino)$/,
  config: /^zod$/,
  events: /^zod$/,
  webhooks: /^zod$/,
  delivery: /^lru-cache$/, // a map with bounds, which does nothing outside
  http: /^(zod|fastify|fastify-type-provider-zod|@fastify\/.+)$/,
  adapters: /^(?!fastify$|@fastify\/)/,
  main: /./,
  player: /./,
  web: /./,
};
const PAYLOAD_FILE = /(\.job|payload)\.ts$/; // may import zod in any module but media
const IO_BUILTINS = /^(fs|child_process|net|tls|http|https|http2|dgram|dns|cluster)(\/|$)/;
const BROWSER = ['web', 'player'];
const BANNED_NAME = /^(utils?|helpers?|misc|common|types)(\.|$)/;
const MAX_LINES = 500;
const WARN_LINES = 300;
const MAX_FILES = 12;
const GENERATED = /(^|\/)(migrations|generated)(\/|$)/;
const TEST = /\.test\.tsx?$/;

export interface Import {
  line: number;
  specifier: string;
  isTypeOnly: boolean;
}

export interface ArrowReport {
  faults: string[];
  warnings: string[];
}

/** Checks the tree under `root` (the folder that holds `src`). Test files are free to import what they test with. */
export function checkArrows(root: string): ArrowReport {
  const report: ArrowReport = { faults: [], warnings: [] };
  const sources = ['src', 'scripts', 'bench'].flatMap((top) => listFiles(root, top));
  // Beside tests lie the files they compare with: only their code is held to names and sizes.
  const tests = ['test', 'e2e'].flatMap((top) => listFiles(root, top)).filter((file) => file.endsWith('.ts'));
  checkNamesAndSizes(root, [...sources, ...tests], report);

  const graph = new Map<string, Import[]>();
  for (const file of sources) {
    if (!/\.tsx?$/.test(file) || TEST.test(file)) continue;
    const imports = scanImports(readFileSync(join(root, file), 'utf8'));
    graph.set(file, imports);
    if (!file.startsWith('src/')) continue;
    for (const each of imports) {
      const fault = faultOf(file, each);
      if (fault !== undefined) report.faults.push(`${file}:${each.line} ${fault} (see ARCHITECTURE.md)`);
    }
  }
  report.faults.push(...findCycles(graph));
  return report;
}

function faultOf(file: string, { specifier, isTypeOnly }: Import): string | undefined {
  const from = moduleOf(file);
  const allowed = ARROWS[from];
  if (allowed === undefined) return `src/${from} is not a module of the house`;
  if (!specifier.startsWith('.')) return packageFaultOf(file, from, specifier);

  const target = normalize(join(dirname(file), specifier));
  if (target === 'package.json') return from === 'main' ? undefined : `${from} may not import package.json`;
  if (!target.startsWith('src/')) return `${from} may not import ${target}, which is outside src`;
  const to = moduleOf(target);
  if (to === from || allowed.includes(to) || (isTypeOnly && allowed.includes(`type:${to}`))) return undefined;
  return allowed.includes(`type:${to}`) ? `${from} may import only types from ${to}` : `${from} may not import ${to}`;
}

function packageFaultOf(file: string, from: string, specifier: string): string | undefined {
  const builtin = specifier.replace(/^node:/, '');
  if (specifier.startsWith('node:') || builtinModules.includes(builtin)) {
    if (from === 'media' || BROWSER.includes(from)) return `${from} may not import ${specifier}`;
    if (!IO_BUILTINS.test(builtin) || from === 'adapters' || from === 'main') return undefined;
    return `${from} may not import ${specifier}: I/O lives in adapters`;
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (PACKAGES[from]?.test(name) === true || file.startsWith('src/adapters/upload-server/')) return undefined;
  if (name === 'zod' && from !== 'media' && PAYLOAD_FILE.test(file)) return undefined;
  return `${from} may not import the package ${name}: libraries live in adapters`;
}

/** Static imports, re-exports and `import()` of a literal, in order. Text in comments and strings is not mistaken for one. */
export function scanImports(text: string): Import[] {
  // Comments become blanks, other strings lose their content; quoted specifiers stay, since they follow from/import.
  const code = text.replaceAll(
    /\/\*[^]*?\*\/|\/\/[^\n]*|(\b(?:from|import)\s*\(?\s*)?('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)/g,
    (match, before: string | undefined) => (before === undefined ? match.replaceAll(/[^\n]/g, ' ') : match),
  );
  const pattern =
    /(?<![.\w$])(?:(import|export)\s+(type\s+)?(?!type\s*\()[\w$*\s{},]*?\bfrom\s*|import\s*\(?\s*)(['"])([^'"\n]+)\3/g;
  return [...code.matchAll(pattern)].map((match) => ({
    line: code.slice(0, match.index).split('\n').length,
    specifier: match[4] ?? '',
    isTypeOnly: match[2] !== undefined,
  }));
}

/** One line per cycle, found by depth-first search; a type-only import counts, since it ties the files as well. */
function findCycles(graph: ReadonlyMap<string, Import[]>): string[] {
  const faults: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    path.push(file);
    for (const { specifier, line } of graph.get(file) ?? []) {
      const target = specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : '';
      const start = path.indexOf(target);
      if (start !== -1) faults.push(`${file}:${line} import cycle: ${[...path.slice(start), target].join(' -> ')}`);
      else if (graph.has(target)) visit(target);
    }
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return faults;
}

function checkNamesAndSizes(root: string, files: string[], report: ArrowReport): void {
  const filesPerFolder = new Map<string, number>();
  const named = new Set<string>();
  for (const file of files) {
    const folder = dirname(file);
    if (!TEST.test(file)) filesPerFolder.set(folder, (filesPerFolder.get(folder) ?? 0) + 1);
    for (const path of [file, folder]) if (BANNED_NAME.test(basename(path))) named.add(path);
    if (!/\.(tsx?|mjs|css)$/.test(file)) continue;
    const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
    if (lines > MAX_LINES) report.faults.push(`${file}:${MAX_LINES + 1} ${lines} lines, never over ${MAX_LINES}`);
    else if (lines > WARN_LINES) report.warnings.push(`${file}:${WARN_LINES + 1} ${lines} lines, wanted ${WARN_LINES}`);
  }
  for (const path of named) report.faults.push(`${path}:1 the name says nothing: name the idea (style.md section 1)`);
  for (const [folder, count] of filesPerFolder) {
    if (count > MAX_FILES) report.faults.push(`${folder}:1 ${count} files without tests, never over ${MAX_FILES}`);
  }
}

function listFiles(root: string, top: string): string[] {
  if (!existsSync(join(root, top))) return [];
  return readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !GENERATED.test(file))
    .toSorted();
}

function moduleOf(file: string): string {
  return file.split('/')[1] ?? file;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { faults, warnings } = checkArrows(process.cwd());
  for (const warning of warnings) console.log(`warning: ${warning}`);
  for (const fault of faults) console.log(fault);
  console.log(faults.length === 0 ? 'arrows: fine' : `arrows: ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
