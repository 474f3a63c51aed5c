import { compileFilter } from './compileFilter.js';
import { LIST_QUERY } from './pages.js';
import { seesCall, seesRecord, type RowLimits } from './viewer.js';

const admin: RowLimits = { role: 'admin' };
const refused = (status: number): Error => expect.objectContaining({ status }) as Error;
const compile = (query: string, viewer: RowLimits = admin): object => {
  const {
    limit: _limit,
    cursor: _cursor,
    sort: _sort,
    local: _local,
    total: _total,
    ...filter
  } = LIST_QUERY.read(query);
  return compileFilter(filter, viewer);
};

describe('the filter of a query', () => {
  it('has no condition but the default attribution when nothing is asked', () => {
    expect(compile('')).toEqual({ attribution: 'start' });
  });
  it('has times as the documents write them', () => {
    expect(compile('from=2024-05-01&to=2024-05-01T12:00:00.5%2B02:00&attribution=end')).toEqual({
      attribution: 'end',
      from: '2024-05-01T00:00:00Z',
      to: '2024-05-01T10:00:01Z',
    });
  });
  it('has every other condition as it was asked', () => {
    const query = 'campaign=a&campaign=b&kind=inbound&final=true&minTalkSeconds=1&quality=unlinked&contactNumber=48';
    expect(compile(query)).toEqual({
      attribution: 'start',
      campaign: ['a', 'b'],
      kind: ['inbound'],
      final: true,
      minTalkSeconds: 1,
      quality: ['unlinked'],
      contactNumber: ['48'],
    });
  });
  it('is refused when it ends before it begins; an empty range is none of our business', () => {
    expect(() => compile('from=2024-06-01&to=2023-06-01')).toThrow(refused(400));
    expect(compile('from=2024-06-01&to=2024-06-01')).toMatchObject({ from: '2024-06-01T00:00:00Z' });
  });
  it("is refused to analysts when it asks for a contact's number", () => {
    expect(() => compile('contactNumber=48', { role: 'analyst' })).toThrow(refused(403));
    expect(compile('contactNumber=48', { role: 'supervisor' })).toMatchObject({ contactNumber: ['48'] });
  });
  it("holds the key's limits", () => {
    const limited: RowLimits = { role: 'supervisor', projects: ['1', '2'], sources: ['main'] };
    expect(compile('', limited)).toMatchObject({ project: ['1', '2'], source: ['main'] });
    expect(compile('project=2&project=3&source=main', limited)).toMatchObject({ project: ['2'], source: ['main'] });
  });
  it('matches nothing where what is asked lies outside the limits', () => {
    expect(compile('project=3', { role: 'supervisor', projects: ['1'] })).toMatchObject({ project: [] });
    expect(compile('', { role: 'supervisor', sources: [] })).toMatchObject({ source: [] });
  });
});

describe('a single thing', () => {
  const call = { source: 'main', project: { id: 1, name: null } };
  it.each<[string, Omit<RowLimits, 'role'>, boolean]>([
    ['a key without limits', {}, true],
    ['a key of its project', { projects: ['1'] }, true],
    ['a key of another project', { projects: ['11'] }, false],
    ['a key of its source', { sources: ['main'] }, true],
    ['a key of another source', { sources: ['second'] }, false],
    ['a key of its project and another source', { projects: ['1'], sources: ['second'] }, false],
    ['a key of nothing', { projects: [] }, false],
  ])('is seen or not by %s', (_, limits, seen) => expect(seesCall({ role: 'analyst', ...limits }, call)).toBe(seen));

  it('is not seen by a key limited by project when it has none', () => {
    expect(seesCall({ role: 'analyst', projects: ['1'] }, { source: 'main', project: null })).toBe(false);
    expect(
      seesCall({ role: 'analyst', projects: ['null'] }, { source: 'main', project: { id: null, name: 'x' } }),
    ).toBe(false);
  });
  it('that is a record without calls is not seen by a key limited by source', () => {
    const record = { id: 'r', campaign: null, project: { id: 1, name: null }, platformState: null, closedAt: null };
    expect(seesRecord({ role: 'analyst', projects: ['1'] }, { record, calls: [] })).toBe(true);
    expect(seesRecord({ role: 'analyst', projects: ['2'] }, { record, calls: [] })).toBe(false);
    expect(seesRecord({ role: 'analyst', sources: ['main'] }, { record, calls: [] })).toBe(false);
    expect(seesRecord({ role: 'analyst' }, { record: null, calls: [] })).toBe(false);
  });
});
