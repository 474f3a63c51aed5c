import { StoreUnavailable } from '#ports';
import { someEvents } from '../../../test/contract/someEvents.js';
import { EventStoreDouble } from '../../../test/doubles/eventstore/eventStoreDouble.js';
import { inspectEventStoreLog, openEventStoreLog } from './index.js';

describe('looking at an event log on a server', () => {
  it('says its version and its newest event, gives a new one no name, and that it is away', async () => {
    const double = await EventStoreDouble.start();
    const { url } = double;
    try {
      expect(await inspectEventStoreLog({ url })).toMatchObject({ isNew: true, faults: [], growth: null });
      expect(await inspectEventStoreLog({ url })).toMatchObject({ isNew: true });
      const log = await openEventStoreLog({ url });
      const before = Date.now();
      await log.append('dialog-1', someEvents(1), 'any');
      await log.close();
      const inspection = await inspectEventStoreLog({ url });
      expect(inspection).toMatchObject({
        isNew: false,
        product: expect.stringMatching(/^EventStoreDB \d+\.\d+/) as unknown,
      });
      expect(Math.abs(Date.parse(inspection.newestEventAt!) - before)).toBeLessThan(60_000);
    } finally {
      await double.dispose();
    }
    await expect(inspectEventStoreLog({ url })).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
