/** How what several events say of one thing is put together: docs/domain.md#facts-and-view. */
import type { JsonObject } from '#domain';
import { mergeSnapshots, readSnapshot, type Snapshot } from './snapshot.js';

const merged = (...bodies: readonly JsonObject[]): Snapshot => mergeSnapshots(bodies.map(readSnapshot));
const withData = (data: JsonObject): JsonObject => ({ initial_application_info: { data } });

/** How an event gives each of the things that have an id; null gives none. */
const GIVES: Readonly<Record<string, (id: number | null, name: string | null) => JsonObject>> = {
  tenantUser: (id, name) => ({ tenant_user: { id, display_name: name } }),
  anonymous: (id, name) => ({ anonymous: { id, display_name: name } }),
  project: (id, name) => ({ project: { id, name } }),
  campaign: (id, name) => withData({ voice_campaign_id: id, voice_campaign_name: name }),
  dataProject: (id, name) => withData({ project_id: id, project_name: name }),
};

describe.each(Object.keys(GIVES))('%s', (thing) => {
  const give = GIVES[thing]!;
  const of = (...bodies: readonly JsonObject[]) => {
    const identity = merged(...bodies)[thing as 'project'];
    return identity && { id: identity.id, names: Object.values(identity.leaves).filter((leaf) => leaf !== null) };
  };

  it('is the last one given: nothing of another one is left in it', () => {
    expect(of(give(1, 'one'), give(2, 'two'))).toEqual({ id: 2, names: ['two'] });
    expect(of(give(1, 'one'), give(2, null))).toEqual({ id: 2, names: [] });
  });
  it('keeps what was said of the same one before, also across another one', () => {
    expect(of(give(1, 'one'), give(1, null))).toEqual({ id: 1, names: ['one'] });
    expect(of(give(1, 'one'), give(2, 'two'), give(1, null))).toEqual({ id: 1, names: ['one'] });
  });
  it('has the later name of the same one', () =>
    expect(of(give(1, 'old'), give(1, 'new'))).toEqual({ id: 1, names: ['new'] }));
  it('takes nothing from one without an id, once an id is known', () =>
    expect(of(give(1, 'one'), give(null, 'somebody'))).toEqual({ id: 1, names: ['one'] }));
  it('without any id is merged by name', () =>
    expect(of(give(null, 'old'), give(null, 'new'))).toEqual({ id: null, names: ['new'] }));
  it('is null where nothing is said of it', () => expect(of(give(null, null), { direction: 'X' })).toBeNull());
});

it('an id as a number and as its digits is one id', () =>
  expect(merged({ project: { id: 1, name: 'one' } }, { project: { id: '1' } }).project?.leaves.name).toBe('one'));

it('of a field the later value counts, and null never does', () => {
  expect(merged({ direction: 'INBOUND' }, { direction: 'OUTBOUND' }).direction).toBe('OUTBOUND');
  expect(merged({ direction: 'INBOUND' }, { direction: null, self_target: '1' }).direction).toBe('INBOUND');
});

it.each([
  'initial_application_info',
  'dialog_type',
  'direction',
  'business_direction',
  'tenant_user',
  'anonymous',
  'project',
  'self_target',
])('an event with no other key than %s says something of its dialog', (key) => {
  const values: Record<string, JsonObject | string> = {
    initial_application_info: { side: 'USER' },
    dialog_type: 'EXTERNAL',
    tenant_user: { id: 1 },
    anonymous: { id: 1 },
    project: { id: 1 },
  };
  expect(readSnapshot({ [key]: values[key] ?? 'text' })).not.toEqual(readSnapshot({}));
});
