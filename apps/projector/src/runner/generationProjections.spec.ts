import { RULES } from '#domain';
import type { EventLog, FollowBatch, Generation, ReadModels } from '#ports';
import { until } from '../../../../test/support/deliver.js';
import { recorded, streams } from '../../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { GenerationProjections } from './generationProjections.js';

const BUILD = { projection: 'calls', number: 2, rulesVersion: RULES.version, state: 'building' } as Generation;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const pageOf = (recordId: string, caughtUp: boolean): FollowBatch => {
  const events = recorded(voiceCampaignManual().slice(0, 1), { stream: streams.record(recordId) }).map((event) => {
    const position = recordId.padStart(16, '0');
    return { ...event, text: JSON.stringify(event.body), position, recordedAt: '2026-01-01T00:00:00.000Z' };
  });
  return { events, position: events.at(-1)!.position, caughtUp };
};

describe('the projections of the generations', () => {
  it('go on with one that has gone live meanwhile as with a live one: it follows the log by events', async () => {
    const scanned: (string | null)[] = [];
    const stored: string[] = [];
    let goAway: () => void = () => undefined;
    const away = new Promise<void>((resolve) => (goAway = resolve));
    let runs = 0;
    const log: Partial<EventLog> = {
      identity: () => Promise.resolve('log'),
      countAfter: () => Promise.resolve(2),
      // eslint-disable-next-line @typescript-eslint/require-await
      scanStreams: async function* ({ after }) {
        scanned.push(after);
        const { events, position } = pageOf('1', false);
        yield { events, position, logTime: null };
      },
      async *follow({ signal }) {
        if (++runs === 1) {
          await away;
          throw new Error('the log is away');
        }
        yield pageOf('2', true);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    };
    const readModels: Partial<ReadModels> = {
      checkpoint: () => Promise.resolve(null),
      checkpoints: () => Promise.resolve([]),
      replaceDocuments: (_generation, documents) => {
        stored.push(...documents.map(({ stream }) => stream));
        return Promise.resolve();
      },
    };
    const projections = new GenerationProjections({
      log: log as EventLog,
      readModels: readModels as ReadModels,
      partition: { k: 1, n: 1 },
      rules: RULES,
      now: () => 0,
      logger: SILENT,
      onHandled: () => undefined,
    });
    try {
      await projections.follow([BUILD]);
      await until('the build scans', () => Promise.resolve(scanned.length > 0));
      await projections.follow([{ ...BUILD, state: 'live' }]);
      goAway();
      await until('it is followed again', () => Promise.resolve(stored.includes(streams.record('2'))));
      expect(scanned).toEqual([null]);
    } finally {
      await projections.stop();
    }
  });
});
