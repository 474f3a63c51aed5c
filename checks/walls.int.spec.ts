import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const CRUISE = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Imports that must not pass: the file, what it imports, and the wall it breaks. */
const BREACHES = [
  ['libs/store-eventstoredb/src/byPath.ts', '../../store-sqlite/src/index.js', 'libs/store-eventstoredb imports only'],
  ['libs/store-eventstoredb/src/byName.ts', '#store-sqlite', 'libs/store-eventstoredb imports only'],
  ['libs/domain/src/byPath.ts', '../../ports/src/index.js', 'libs/domain imports only'],
  ['libs/domain/src/byName.ts', '#ports', 'libs/domain imports only'],
  ['libs/domain/src/node.ts', 'node:fs', 'libs/domain does without Node'],
  ['libs/domain/src/nest.ts', '@nestjs/common', 'libs/domain uses only'],
  ['libs/domain/src/unknown.ts', '#nothing', 'every import can be found'],
  ['libs/ports/src/byName.ts', '#concurrency', 'libs/ports imports only'],
  ['libs/ports/src/node.ts', 'node:fs', 'libs/ports does without Node'],
  ['libs/projections/src/store.ts', '#store-sqlite', 'libs/projections imports only'],
  ['libs/store-sqlite/src/nest.ts', '@nestjs/common', 'libs/store-sqlite uses only'],
  ['libs/store-mongodb/src/chooser.ts', '#stores', 'libs/store-mongodb imports only'],
  ['libs/server/src/app.ts', '#api', 'libs/server imports only'],
  ['libs/server/src/door.ts', '../../domain/src/index.js', 'another folder is reached by its name'],
  ['apps/api/src/app.ts', '#projector', 'apps/api imports only'],
  ['apps/api/src/byPath.ts', '../../projector/src/index.js', 'apps/api imports only'],
  ['apps/api/src/store.ts', '#store-mongodb', 'apps/api imports only'],
  ['apps/projector/src/self.ts', '#projector', 'a folder reaches its own files by a path'],
  ['apps/cli/src/nest.ts', '@nestjs/common', 'the command line starts without Nest'],
  ['apps/ingest/src/tested.ts', './one.spec.js', 'the product does not import its tests'],
  ['apps/new/src/index.ts', '#domain', 'a new folder gets an entry'],
] as const;

const FORMS = ['import type { Thing }', 'import { Thing }', 'export type { Thing }'];
const FOLDERS = ['domain', 'ports', 'concurrency', 'store-sqlite', 'store-mongodb', 'stores', 'server'];
const APPS = ['api', 'projector'];

describe('the walls between the folders', () => {
  let copy: string;
  const write = (path: string, text: string): void => {
    mkdirSync(join(copy, dirname(path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  };
  const cruise = (): readonly { readonly from: string; readonly rule: { readonly name: string } }[] => {
    const { stdout } = spawnSync(process.execPath, [CRUISE, '--output-type', 'json', 'apps', 'libs'], {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    return (JSON.parse(stdout) as { summary: { violations: ReturnType<typeof cruise> } }).summary.violations;
  };

  // a small house of the same plan, since a breach cannot be put into this one without breaking it
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'call-analytics-walls-'));
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
      cpSync(join(ROOT, file), join(copy, file));
    for (const folder of FOLDERS) write(`libs/${folder}/src/index.ts`, 'export interface Thing {}\n');
    for (const app of APPS) write(`apps/${app}/src/index.ts`, 'export interface Thing {}\n');
    write('apps/ingest/src/one.spec.ts', 'export interface Thing {}\n');
    write(
      'node_modules/@nestjs/common/package.json',
      '{"name":"@nestjs/common","type":"module","exports":"./index.js"}',
    );
    write('node_modules/@nestjs/common/index.js', 'export {};\n');
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('let pass what keeps to them', () => {
    write('apps/api/src/good.ts', "import type { Thing } from '#domain';\nexport type Own = Thing;\n");
    expect(cruise()).toEqual([]);
  });

  it('stop each breach, of values and of types, by name and by path, and every cycle', () => {
    const files = BREACHES.flatMap(([file, imported, wall]) =>
      FORMS.map((form, index) => ({ file: file.replace('.ts', `${index}.ts`), form, imported, wall })),
    );
    for (const { file, form, imported } of files) write(file, `${form} from '${imported}';\n`);
    write('libs/domain/src/one.ts', "import type { Two } from './two.js';\nexport type One = Two[];\n");
    write('libs/domain/src/two.ts', "import type { One } from './one.js';\nexport type Two = One[];\n");

    const violations = cruise();
    const breaks = (file: string, wall: string): boolean =>
      violations.some(({ from, rule }) => from === file && rule.name.startsWith(wall));
    expect(files.filter(({ file, wall }) => !breaks(file, wall))).toEqual([]);
    expect(breaks('libs/domain/src/one.ts', 'no cycles')).toBe(true);
  });
});
