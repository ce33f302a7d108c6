// Makes a checkout ready to run: npm packages as package-lock.json names them, then a build in dist/.
//
//   node scripts/prepare.mjs            both
//   node scripts/prepare.mjs install    npm packages only
//
// Does nothing where nothing changed. Runs before node_modules exists, so it uses Node's own modules only.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

requireNode(20, 19);
if (!packagesAreCurrent()) {
  say('Installing npm packages (npm ci)');
  // NODE_ENV=production would leave out what the build needs.
  run('npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error']);
}
if (process.argv[2] !== 'install') build();

function requireNode(wantedMajor, wantedMinor) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(`Lectern needs Node ${wantedMajor}.${wantedMinor} or newer; this is ${process.version}.`);
}

/** Compares versions, not file dates: a fresh checkout or a branch switch touches the lockfile without changing it. */
function packagesAreCurrent() {
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const installed = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
  // Optional packages may be absent: most are binaries for other systems.
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}

/** Builds beside dist/ and swaps at the end, so that a build cut short never leaves half of one. */
function build() {
  const hasWeb = existsSync('src/web/vite.config.ts');
  const serverIsCurrent = isCurrent('server');
  const webIsCurrent = !hasWeb || isCurrent('web');
  if (serverIsCurrent && webIsCurrent) return;

  const stage = `.cache/build-${process.pid}`;
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  process.on('exit', () => rmSync(stage, { recursive: true, force: true }));

  if (serverIsCurrent) {
    cpSync('dist', stage, {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => path !== join('dist', 'web') && path !== join('dist', '.built-web'),
    });
  } else {
    say('Building the server');
    stamp(stage, 'server');
    run('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', stage]);
    // What is not TypeScript (SQL migrations, templates) goes along as it is.
    cpSync('src', stage, { recursive: true, filter: (path) => isCopied(path) });
  }

  if (hasWeb && webIsCurrent) {
    for (const pages of ['web', 'preview']) {
      if (existsSync(join('dist', pages)))
        cpSync(join('dist', pages), join(stage, pages), { recursive: true, preserveTimestamps: true });
    }
    cpSync('dist/.built-web', join(stage, '.built-web'), { preserveTimestamps: true });
  } else if (hasWeb) {
    say('Building the pages');
    stamp(stage, 'web');
    const outDir = join(root, stage, 'web');
    run('node_modules/.bin/vite', ['build', 'src/web', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn']);
    compressFiles(outDir);
  }

  rmSync('dist', { recursive: true, force: true });
  renameSync(stage, 'dist');

  // Once for each version of PGlite: the first start of the server takes a third of the time and memory with it.
  const template = pathToFileURL(join(root, 'dist/adapters/database/embedded/database-template.js')).href;
  run(process.execPath, ['-e', `import('${template}').then((module) => module.buildDatabaseTemplate())`]);
}

/**
 * Puts a `.br` and a `.gz` beside every file, which the server sends as they are: smaller than what could be compressed while
 * somebody waits, and no work then.
 */
function compressFiles(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10 }; // 11 would double the time for a hundredth of the size
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? readFileSync(file) : '';
    if (content.length < 1024) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

function isCopied(path) {
  if (path.startsWith(join('src', 'web')) || path.startsWith(join('src', 'player'))) return false;
  return !/\.tsx?$/.test(path);
}

function isCurrent(part) {
  return spawnSync('sh', ['scripts/build-is-current', part]).status === 0;
}

function stamp(folder, part) {
  writeFileSync(join(folder, `.built-${part}`), `${new Date().toISOString()}\n`);
}

function run(command, args) {
  // Notes and compiler output go to stderr: bin/lectern calls this, and its stdout belongs to the command.
  const { status, error } = spawnSync(command, args, { stdio: ['inherit', 2, 2] });
  if (status !== 0) fail(`failed: ${command} ${args.join(' ')}${error ? ` (${error.message})` : ''}`);
}

function say(text) {
  process.stderr.write(`lectern: ${text} ...\n`);
}

function fail(text) {
  process.stderr.write(`lectern: ${text}\n`);
  process.exit(1);
}
