import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The dashboard as `npm run build` makes it (docs/dashboard.md#weight). */
const FOLDER = 'dist/apps/dashboard';
const ENTRY = 'index.html';
const KB = 1000;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

const readManifest = (): Manifest => JSON.parse(readFileSync(join(FOLDER, '.vite/manifest.json'), 'utf8')) as Manifest;

/** A chunk with all that is loaded along with it. */
const withImports = (manifest: Manifest, name: string): Set<string> => {
  const chunk = manifest[name]!;
  return new Set([name, ...(chunk.imports ?? []).flatMap((each) => [...withImports(manifest, each)])]);
};

/** Of what is too small to be compressed, as it is. */
const bytesOf = (file: string): number => {
  const compressed = join(FOLDER, `${file}.gz`);
  return readFileSync(existsSync(compressed) ? compressed : join(FOLDER, file)).length;
};

describe('what a browser loads of the dashboard, compressed', () => {
  const manifest = existsSync(FOLDER) ? readManifest() : {};
  const entry = (): Set<string> => withImports(manifest, ENTRY);
  const loaded = (...names: string[]): number =>
    [...new Set(names.flatMap((name) => [...withImports(manifest, name)]))]
      .map((name) => bytesOf(manifest[name]!.file))
      .reduce((sum, bytes) => sum + bytes, 0);
  /** What a page adds to the entry. */
  const added = (name: string): number =>
    [...withImports(manifest, name)]
      .filter((each) => !entry().has(each))
      .map((each) => bytesOf(manifest[each]!.file))
      .reduce((sum, bytes) => sum + bytes, 0);
  const named = (part: string): string[] => Object.keys(manifest).filter((name) => name.startsWith(part));

  it('is there: npm run build has made it', () => expect(Object.keys(manifest)).toContain(ENTRY));

  it('is at most 60 KB of scripts for the first page, at most 23 KB of it libraries', () => {
    expect(loaded(ENTRY, 'src/screens/calls/calls.tsx')).toBeLessThan(60 * KB);
    expect(bytesOf(manifest[named('_libraries')[0]!]!.file)).toBeLessThan(23 * KB);
  });

  it('is at most 10 KB of styles', () => {
    const sheets = new Set(Object.values(manifest).flatMap(({ css }) => css ?? []));
    expect([...sheets].map(bytesOf).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(10 * KB);
  });

  it('is at most 25 KB for statistics, 12 KB for any other page', () => {
    for (const name of named('src/screens/')) {
      const limit = name.includes('/statistics/') ? 25 : 12;
      expect([name, added(name) < limit * KB]).toEqual([name, true]);
    }
  });

  it('is at most 9 KB for a language', () => {
    for (const name of named('src/texts/')) expect([name, added(name) < 9 * KB]).toEqual([name, true]);
  });

  it('is at most 150 KB in one language, all pages together', () => {
    const names = Object.keys(manifest).filter(
      (name) => manifest[name]!.file.endsWith('.js') && name !== 'src/texts/pl/index.ts',
    );
    expect(loaded(...names)).toBeLessThan(150 * KB);
  });
});
