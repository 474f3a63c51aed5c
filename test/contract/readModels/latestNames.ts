import type { Consultant, ConsultantKey, Named, NamedDimension, StoredCall } from '#domain';
import type { Generation } from '#ports';
import { aCall, documentsOf, EVERY_CALL } from '../someCalls.js';
import type { SharedReadModels } from './sharedReadModels.js';

const at = (second: number): string =>
  new Date(Date.UTC(2020, 7, 26, 12, 0, second)).toISOString().replace('.000Z', 'Z');

export const describeLatestNames = (shared: SharedReadModels): void => {
  describe('the latest names', () => {
    let generation: Generation;
    beforeEach(async () => {
      generation = await shared.generation();
    });
    const store = (...calls: Partial<StoredCall>[]) => {
      const documents = calls.map((call, i) => documentsOf(`s${i}`, 8, [aCall(`s${i}`, call)]));
      return shared.readModels.replaceDocuments(generation, documents, null);
    };
    const namesOf = (dimension: NamedDimension, keys: readonly ConsultantKey[], visible = {}) =>
      shared.readModels.latestNames(generation, { dimension, keys, filter: { ...EVERY_CALL, ...visible } });
    const campaign = (id: Named['id'], name: string | null): Named => ({ id, name });
    const key = (id: ConsultantKey['id'], username: string | null = null): ConsultantKey => ({ id, username });

    it('are those of the newest calls that have a name, whatever the order of writing, key by key', async () => {
      await store(
        { startedAt: at(3), campaign: campaign('a', null) },
        { startedAt: at(2), campaign: campaign('a', 'new') },
        { startedAt: at(1), campaign: campaign('a', 'old') },
        { startedAt: at(4), campaign: campaign('b', 'of b') },
        { startedAt: at(5), campaign: campaign(7, null) },
        { startedAt: at(6), campaign: null },
      );
      const expected = [campaign('b', 'of b'), campaign('a', 'new'), campaign(7, null), null];
      expect(await namesOf('campaign', [key('b'), key('a'), key('7'), key('nobody')])).toEqual(expected);
      expect(await namesOf('campaign', [])).toEqual([]);
    });

    it('are taken from the calls alone that whoever asks may see', async () => {
      const project = campaign(1, 'Projekt Paweł');
      await store(
        { startedAt: at(1), source: 'main', project, campaign: campaign('a', 'seen') },
        { startedAt: at(2), source: 'other', project, campaign: campaign('a', 'of another source') },
        {
          startedAt: at(3),
          source: 'main',
          project: campaign(2, 'hidden'),
          campaign: campaign('a', 'of another project'),
        },
      );
      const visible = { source: ['main'], project: ['1'] };
      expect(await namesOf('campaign', [key('a')], visible)).toEqual([campaign('a', 'seen')]);
      expect(await namesOf('project', [key(1), key(2)], visible)).toEqual([project, null]);
      expect(await namesOf('campaign', [key('a')], { source: [] })).toEqual([null]);
    });

    it('of a consultant go by the id, and by the username only where there is no id', async () => {
      const consultant = (id: Consultant['id'], username: string | null, name: string | null): Consultant => ({
        id,
        username,
        name,
      });
      await store(
        { startedAt: at(1), consultant: consultant(1, 'ewa', 'Ewa') },
        { startedAt: at(2), consultant: consultant(1, 'ewa.new', 'Ewa Nowa') },
        { startedAt: at(3), consultant: consultant(1, null, null) },
        { startedAt: at(4), consultant: consultant('ewa', '1', 'whose id is a username') },
        { startedAt: at(5), consultant: consultant(null, 'ewa', 'without an id') },
      );
      expect(await namesOf('consultant', [key(1, 'ewa'), key('ewa', '1'), key(null, 'ewa'), key(null, '1')])).toEqual([
        consultant(1, 'ewa.new', 'Ewa Nowa'),
        consultant('ewa', '1', 'whose id is a username'),
        consultant(null, 'ewa', 'without an id'),
        null,
      ]);
    });
  });
};
