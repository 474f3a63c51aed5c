import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIndexPage } from './indexPage.js';

const BUILT = [
  '<meta name="app-base" content="/app" /><meta name="app-version" content="dev" />',
  '<script type="module" src="/app/assets/index-B1x2.js"></script>',
].join('\n');

describe('the page of the dashboard', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
    writeFileSync(join(folder, 'index.html'), BUILT);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('knows the build that it belongs to', () => {
    expect(readIndexPage(folder, '', 'b7')?.html).toBe(BUILT.replace('"dev"', '"b7"'));
  });

  it('has the path that a proxy puts before every address', () => {
    expect(readIndexPage(folder, '/a&b', 'b7')?.html).toBe(
      [
        '<meta name="app-base" content="/a&amp;b/app" /><meta name="app-version" content="b7" />',
        '<script type="module" src="/a&amp;b/app/assets/index-B1x2.js"></script>',
      ].join('\n'),
    );
  });

  it('has another tag once anything of it is another', () => {
    const tags = [readIndexPage(folder, '', 'b7'), readIndexPage(folder, '', 'b8'), readIndexPage(folder, '/x', 'b7')];
    expect(new Set(tags.map((page) => page?.tag)).size).toBe(3);
    expect(readIndexPage(folder, '', 'b7')).toEqual(tags[0]);
  });

  it('is not there where nothing was built', () => {
    expect(readIndexPage(join(folder, 'none'), '', 'b7')).toBeNull();
  });
});
