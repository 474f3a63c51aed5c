import { presentCall, type StoredCall } from '#domain';
import { exportChunks, type ExportQuestion } from '#exports';
import type { Generation } from '#ports';
import { aCall, aLeg, allCalls, allLegs, CLOCK, documentsOf, EVERY_CALL } from '../someCalls.js';
import type { SharedReadModels } from './sharedReadModels.js';

/** More than a page. */
const CALLS = 620;
const START = Date.parse('2020-08-26T12:00:00Z');

const someCall = (_: unknown, i: number): StoredCall =>
  aCall(`s${i}`, {
    startedAt: new Date(START + Math.floor(i / 3) * 1000).toISOString().replace('.000Z', 'Z'),
    legs: Array.from({ length: i % 3 }, (_leg, place) => aLeg({ dialogUuid: `${i}-${place}` })),
  });

export const describeExports = (shared: SharedReadModels): void => {
  describe('an export', () => {
    let generation: Generation;
    beforeAll(async () => {
      generation = await shared.generation();
      const documents = Array.from({ length: CALLS }, someCall).map((call) =>
        documentsOf(call.revision.stream, call.revision.number, [call]),
      );
      await shared.readModels.replaceDocuments(generation, documents, null);
    });

    /** The whole file as text, and how many rows it says it has. */
    const exported = async (kind: Pick<ExportQuestion, 'table' | 'format'>) => {
      const rest = { filter: EVERY_CALL, after: null, masked: false, zone: null, dialect: 'plain', about: {} } as const;
      let [text, rows] = ['', 0];
      for await (const chunk of exportChunks(shared.readModels, generation, { ...kind, ...rest })) {
        text += Buffer.from(chunk.bytes).toString('latin1');
        rows += chunk.rows;
      }
      return { text: Buffer.from(text, 'latin1').toString(), rows };
    };

    it('has every call once with its legs, the oldest first, page after page', async () => {
      const stored = await allCalls(shared.readModels, generation, { sort: 'startedAt' });
      const { text, rows } = await exported({ table: 'calls', format: 'ndjson' });
      expect(rows).toBe(CALLS);
      expect(text.trimEnd().split('\n')).toEqual(stored.map((call) => JSON.stringify(presentCall(call, CLOCK))));
    });

    it('has the same calls, and all legs, as tables', async () => {
      const ids = (await allCalls(shared.readModels, generation, { sort: 'startedAt' })).map(({ id }) => id);
      const legs = (await allLegs(shared.readModels, generation, { sort: 'startedAt' })).map(({ call }) => call.id);
      const firstCells = (text: string): string[] => text.split('\r\n').map((line) => line.split(',')[0]!);
      const [calls, ofLegs] = [
        await exported({ table: 'calls', format: 'csv' }),
        await exported({ table: 'legs', format: 'csv' }),
      ];
      expect(firstCells(calls.text)).toEqual(['id', ...ids, '']);
      expect(firstCells(ofLegs.text)).toEqual(['callId', ...legs, '']);
      expect((await exported({ table: 'calls', format: 'parquet' })).rows).toBe(CALLS);
    });
  });
};
