// Completes package-lock.json for the systems npm could not see when it was written:
//
//   npx tsx scripts/complete-lockfile.ts            adds what is missing (run it after `npm install`)
//   npx tsx scripts/complete-lockfile.ts --check    exits 1 when something is missing
//
// Packages with native code name one optional package per system. npm leaves out those that its registry does not
// carry, which a partial mirror may not, and `npm ci` then refuses the lockfile everywhere (EUSAGE, "Missing: …").
// An added entry has the exact version its parent asks for, and the system its name tells; npm on that system
// downloads it, npm on any other skips it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  cpu?: string[];
  dev?: boolean;
  libc?: string[];
  optional?: boolean;
  os?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = /(?:^|[-/])(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?:-|$)/;
const PROCESSORS = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)(?:-|$)/;

const path = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> };
const missing = completeLock(lock.packages);

if (missing.length > 0 && process.argv.includes('--check')) {
  console.log(`package-lock.json lacks ${missing.join(', ')}: run npx tsx scripts/complete-lockfile.ts`);
  process.exitCode = 1;
} else if (missing.length > 0) {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added to package-lock.json: ${missing.join(', ')}`);
}

/** Adds the missing entries to `packages` and returns their names and versions. */
function completeLock(packages: Record<string, LockedPackage>): string[] {
  const added: string[] = [];
  for (const [parent, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(packages, parent, name) || !/^\d/.test(version)) continue;
      const top = `node_modules/${name}`;
      packages[packages[top] === undefined ? top : `${parent}/${top}`] = {
        version,
        ...field('cpu', PROCESSORS.exec(name)?.[1]),
        ...(entry.dev === true && { dev: true }),
        ...field('libc', name.includes('linux') ? libcOf(name) : undefined),
        optional: true,
        ...field('os', SYSTEMS.exec(name)?.[1]),
      };
      added.push(`${name}@${version}`);
    }
  }
  return added;
}

/** Looks where Node would: beside the parent, then in every folder above. */
function isLocked(packages: Record<string, LockedPackage>, parent: string, name: string): boolean {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === '') return false;
  }
}

function libcOf(name: string): string | undefined {
  if (/musl/.test(name)) return 'musl';
  return /gnu/.test(name) ? 'glibc' : undefined;
}

function field(key: 'cpu' | 'libc' | 'os', value: string | undefined): Partial<LockedPackage> {
  return value === undefined ? {} : { [key]: [value] };
}
