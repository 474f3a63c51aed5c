import type { ReadModels } from '#ports';
import { aCall, allCalls, documentsOf } from '../../../test/contract/someCalls.js';
import { describeOnMongod } from '../../../test/mongod/describeOnMongod.js';
import { openMongoReadModels } from './openReadModels.js';

await describeOnMongod('MongoDB', (name, fresh) => {
  describe(`${name} calls whose ids differ only in half a character`, () => {
    const IDS = ['d\ud800', 'd\ud801', 'json:"d"'];
    let database: ReturnType<typeof fresh>;
    let readModels: ReadModels;
    beforeEach(async () => {
      database = fresh();
      readModels = await openMongoReadModels({ url: database.url });
    });
    afterEach(async () => {
      await readModels.close();
      await database.remove();
    });

    it('are kept apart: written, left as they are, paged and removed each for itself', async () => {
      const generation = await readModels.openProjection('calls', '1', 'a log');
      const calls = IDS.map((id) => aCall('dialog-d', { id }));
      const put = (revision: number, some = calls) =>
        readModels.put(generation, [documentsOf('dialog-d', revision, some)], null);
      const stored = async (limit: number): Promise<string[]> =>
        (await allCalls(readModels, generation, { limit })).map(({ id }) => id).sort();

      await expect(put(8)).resolves.toMatchObject({ written: 3 });
      await expect(put(9)).resolves.toMatchObject({ written: 0, unchanged: 3 });
      await expect(stored(500)).resolves.toEqual(IDS);
      await expect(stored(1)).resolves.toEqual(IDS);
      await expect(put(10, calls.slice(1))).resolves.toMatchObject({ removed: 1, unchanged: 2 });
      await expect(stored(1)).resolves.toEqual(IDS.slice(1));
    });
  });
});
