import { anchorsOf, brokenCitations, foreignCitations } from './citationRules.js';

const GUIDE = { path: 'docs/guide.md', text: '# Guide\n\n## Order of events\n\nText.\n\n```sh\n# no heading\n```\n' };
const brokenIn = (path: string, text: string): readonly string[] =>
  brokenCitations([GUIDE, { path, text }], (cited) => [GUIDE.path, 'docs/decisions', path].includes(cited));

describe('anchors of a guide', () => {
  it('are those that GitHub makes of its headings, without what stands in code', () => {
    expect([...anchorsOf(GUIDE.text)]).toEqual(['guide', 'order-of-events']);
    expect([...anchorsOf('## `asOf` and [lag](x.md)\n## Twice\n## Twice')]).toEqual([
      'asof-and-lag',
      'twice',
      'twice-1',
    ]);
  });
});

describe('a citation', () => {
  it.each([
    ['libs/a.ts', '/** Why: docs/guide.md#order-of-events. */'],
    ['libs/a.ts', '// (docs/guide.md), and docs/decisions'],
    ['docs/other.md', 'See [the order](guide.md#order-of-events) and [the web](https://example.org/docs/none.md).'],
    ['docs/other.md', '## Here\n\n[above](#here)'],
    ['README.md', '[guide](docs/guide.md)'],
  ])('in %s of what is there is fine: %s', (path, text) => expect(brokenIn(path, text)).toEqual([]));

  it.each([
    ['libs/a.ts', '\n// docs/guide.md#orders.', 'libs/a.ts:2: docs/guide.md has no heading for #orders'],
    ['libs/a.ts', '// docs/none.md#here', 'libs/a.ts:1: there is no docs/none.md'],
    ['libs/a.ts', '// docs/decisions/0001-gone.md', 'libs/a.ts:1: there is no docs/decisions/0001-gone.md'],
    ['libs/a.ts', '// docs/decisions/0001', 'libs/a.ts:1: there is no docs/decisions/0001'],
    ['docs/other.md', '[gone](none.md)', 'docs/other.md:1: there is no docs/none.md'],
    ['docs/other.md', '[gone](guide.md#no-heading)', 'docs/other.md:1: docs/guide.md has no heading for #no-heading'],
    ['docs/other.md', '## Here\n[gone](#there)', 'docs/other.md:2: docs/other.md has no heading for #there'],
  ])('in %s of what is not there is found: %s', (path, text, complaint) => {
    expect(brokenIn(path, text)).toEqual([complaint]);
  });

  it.each(['// domain.md 5', '// (design.md 2)', '* see api.md 3', '// weighed against memory (0009)'])(
    'of a document outside the repository is found: %s',
    (text) => expect(foreignCitations([{ path: 'libs/a.ts', text }])).toHaveLength(1),
  );

  it.each(['docs/domain.md#status', '[domain](domain.md)', 'at 10:00 (0.0009)', "position: '0009'"])(
    'of our own guide, or what only looks like one, is none of another: %s',
    (text) => expect(foreignCitations([{ path: 'docs/a.md', text }])).toEqual([]),
  );
});
