import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkArrows, scanImports } from './check-arrows.ts';

const roots: string[] = [];

function faultsOf(files: Record<string, string>): string[] {
  return reportOf(files).faults;
}

function reportOf(files: Record<string, string>): { faults: string[]; warnings: string[] } {
  const root = mkdtempSync(join(tmpdir(), 'arrows-'));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkArrows(root);
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

describe('arrows', () => {
  it('names a wrong arrow with file, line and rule', () => {
    const text = `const a = 1;\n\nimport { stages } from '../pipeline/stages.ts';\n`;
    expect(faultsOf({ 'src/media/plan.ts': text })).toEqual([
      'src/media/plan.ts:3 media may not import pipeline (see ARCHITECTURE.md)',
    ]);
  });

  it.each([
    ['src/pipeline/encode/a.ts', '../../videos/cell.ts'],
    ['src/pipeline/encode/a.ts', '../../kernel/app-error.ts'],
    ['src/http/a.ts', '../delivery/playlists.ts'],
    ['src/main/a.ts', '../adapters/mailer/smtp.ts'],
    ['src/web/studio/a.tsx', '../../player/lectern-player.ts'],
    ['src/main/a.ts', '../../package.json'],
  ])('lets %s import %s', (file, specifier) => {
    expect(faultsOf({ [file]: `import { x } from '${specifier}';` })).toEqual([]);
  });

  it.each([
    ['src/media/a.ts', '../kernel/ids.ts', 'media may not import kernel'],
    ['src/kernel/a.ts', '../media/a.ts', 'kernel may not import media'],
    ['src/training/a.ts', '../videos/cell.ts', 'training may not import videos'],
    ['src/pipeline/a.ts', '../adapters/disk/a.ts', 'pipeline may not import adapters'],
    ['src/web/a.tsx', '../http/routes.ts', 'web may not import http'],
    ['src/player/a.ts', '../web/a.tsx', 'player may not import web'],
    ['src/ports/a.ts', '../../test/fixture.ts', 'ports may not import test/fixture.ts, which is outside src'],
    ['src/basement/a.ts', './b.ts', 'src/basement is not a module of the house'],
  ])('refuses %s importing %s', (file, specifier, fault) => {
    expect(faultsOf({ [file]: `import { x } from '${specifier}';` })).toEqual([
      `${file}:1 ${fault} (see ARCHITECTURE.md)`,
    ]);
  });

  it('gives adapters the types of a domain, never its code', () => {
    const file = 'src/adapters/stores/cell-rows.ts';
    expect(faultsOf({ [file]: `import type { CellStore } from '../../videos/cell-store.ts';` })).toEqual([]);
    expect(faultsOf({ [file]: `import { lease } from '../../videos/lease.ts';` })).toEqual([
      `${file}:1 adapters may import only types from videos (see ARCHITECTURE.md)`,
    ]);
  });

  it('leaves test files free', () => {
    expect(faultsOf({ 'src/media/a.test.ts': `import fs from 'node:fs';\nimport x from '../main/a.ts';` })).toEqual([]);
  });
});

describe('packages', () => {
  it.each([
    ['src/adapters/process-runner/a.ts', 'execa'],
    ['src/adapters/object-store/a.ts', 'node:fs/promises'],
    ['src/adapters/upload-server/a.ts', 'fastify'],
    ['src/http/a.ts', '@fastify/static'],
    ['src/config/a.ts', 'zod'],
    ['src/pipeline/encode/encode.job.ts', 'zod'],
    ['src/kernel/ids.ts', 'node:crypto'],
    ['src/delivery/hot-segments.ts', 'lru-cache'],
    ['src/web/a.tsx', '@mantine/core/styles.css'],
  ])('lets %s import %s', (file, specifier) => {
    expect(faultsOf({ [file]: `import x from '${specifier}';` })).toEqual([]);
  });

  it.each([
    ['src/pipeline/a.ts', 'execa', 'pipeline may not import the package execa: libraries live in adapters'],
    ['src/http/a.ts', 'drizzle-orm/pglite', 'http may not import the package drizzle-orm: libraries live in adapters'],
    ['src/delivery/a.ts', 'node:fs/promises', 'delivery may not import node:fs/promises: I/O lives in adapters'],
    ['src/delivery/a.ts', 'fs', 'delivery may not import fs: I/O lives in adapters'],
    ['src/media/a.ts', 'node:path', 'media may not import node:path'],
    ['src/media/facts/payload.ts', 'zod', 'media may not import the package zod: libraries live in adapters'],
    ['src/player/a.ts', 'node:events', 'player may not import node:events'],
    ['src/adapters/mailer/a.ts', 'fastify', 'adapters may not import the package fastify: libraries live in adapters'],
  ])('refuses %s importing %s', (file, specifier, fault) => {
    expect(faultsOf({ [file]: `import x from '${specifier}';` })).toEqual([`${file}:1 ${fault} (see ARCHITECTURE.md)`]);
  });
});

describe('cycles', () => {
  it('names every file of a cycle once', () => {
    const faults = faultsOf({
      'src/videos/a.ts': `import { b } from './b.ts';`,
      'src/videos/b.ts': `// first\nexport * from './c.ts';`,
      'src/videos/c.ts': `import type { A } from './a.ts';`,
    });
    expect(faults).toEqual([
      'src/videos/c.ts:1 import cycle: src/videos/a.ts -> src/videos/b.ts -> src/videos/c.ts -> src/videos/a.ts',
    ]);
  });

  it('accepts two ways to the same file', () => {
    const files = { 'src/videos/a.ts': `import './b.ts';\nimport './c.ts';`, 'src/videos/b.ts': `import './c.ts';` };
    expect(faultsOf({ ...files, 'src/videos/c.ts': '' })).toEqual([]);
  });
});

describe('names and sizes', () => {
  it('warns above 300 lines and fails above 500', () => {
    const lines = (count: number): string => '// line\n'.repeat(count);
    const report = reportOf({
      'src/media/fine.ts': lines(300),
      'src/media/long.ts': lines(301),
      'src/media/longer.ts': lines(501),
    });
    expect(report.warnings).toEqual(['src/media/long.ts:301 301 lines, wanted 300']);
    expect(report.faults).toEqual(['src/media/longer.ts:501 501 lines, never over 500']);
  });

  it('fails a folder with 13 files, tests not counted', () => {
    const files = (count: number, ending: string): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/media/grid/n${index}${ending}`, '']));
    expect(faultsOf({ ...files(12, '.ts'), ...files(5, '.test.ts') })).toEqual([]);
    expect(faultsOf(files(13, '.ts'))).toEqual(['src/media/grid:1 13 files without tests, never over 12']);
  });

  it.each(['src/media/utils.ts', 'src/http/helpers/a.ts', 'src/web/types.ts', 'test/pipeline/common.ts'])(
    'refuses the name %s',
    (file) => {
      expect(faultsOf({ [file]: '' })).toHaveLength(1);
    },
  );
});

describe('scanImports', () => {
  it('sees every form of import with its line', () => {
    const text = [
      `import a from 'a';`,
      `import { b,`,
      `  type B } from "b";`,
      `import type { C } from 'c';`,
      `export { d } from 'd';`,
      `export type { E } from 'e';`,
      `export * as f from 'f';`,
      `import 'g';`,
      `const h = await import('h');`,
      `import * as i from './i.ts'; import j from 'j';`,
    ].join('\n');
    expect(scanImports(text).map(({ line, specifier, isTypeOnly }) => `${line} ${specifier} ${isTypeOnly}`)).toEqual([
      '1 a false',
      '2 b false',
      '4 c true',
      '5 d false',
      '6 e true',
      '7 f false',
      '8 g false',
      '9 h false',
      '10 ./i.ts false',
      '10 j false',
    ]);
  });

  it('is not misled by comments, strings and templates', () => {
    const text = [
      `/** import x from 'x'; */`,
      `// export * from 'y';`,
      `const text = "import z from 'z'";`,
      'const page = `',
      `import q from 'q';`,
      '`;',
      `const url = 'http://example.org'; import real from 'real';`,
      `export const from = 'nowhere';`,
      `const meta = import.meta.url;`,
      `Array.from('abc');`,
    ].join('\n');
    expect(scanImports(text)).toEqual([{ line: 7, specifier: 'real', isTypeOnly: false }]);
  });
});
