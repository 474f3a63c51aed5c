import { RULES } from '#domain';
import { LINKER } from '#ports';
import type { Checkpoint, EventLog, FollowBatch, Generation, MetStream, Partition, ReadModels } from '#ports';
import { recorded, streams } from '../../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { projectPartition, type ProjectionParts } from './projectPartition.js';

const page = (recordId = '1'): FollowBatch => {
  const events = recorded(voiceCampaignManual(), { stream: streams.record(recordId) }).map((event) => {
    const position = String(event.revision + 1).padStart(16, '0');
    return { ...event, text: JSON.stringify(event.body), position, recordedAt: '2026-01-01T00:00:00.000Z' };
  });
  return { events, position: events.at(-1)!.position, caughtUp: true };
};

/** Of a live generation with one partition, over these parts of a log and of read models. */
const partsWith = (log: Partial<EventLog>, readModels: Partial<ReadModels>): ProjectionParts => ({
  log: log as EventLog,
  readModels: readModels as ReadModels,
  generation: { state: 'live' } as Generation,
  partition: { k: 1, n: 1 },
  rules: RULES,
  now: () => 0,
  onHandled: () => undefined,
});

const logThatGoesAway = (error: Error): Partial<EventLog> => ({
  identity: () => Promise.resolve('log'),
  scanStreams: () => null,
  // eslint-disable-next-line @typescript-eslint/require-await
  async *follow() {
    yield page();
    throw error;
  },
});

describe('a projection whose log goes away', () => {
  it('ends when what it was writing is written, so that who goes on does not meet it', async () => {
    const away = new Error('away');
    let onBegun: () => void = () => undefined;
    const writeBegun = new Promise<void>((begun) => {
      onBegun = begun;
    });
    let write: () => void = () => undefined;
    const readModels: Partial<ReadModels> = {
      checkpoint: () => Promise.resolve(null),
      checkpoints: () => Promise.resolve([]),
      replaceDocuments: () => {
        onBegun();
        return new Promise((resolve) => (write = () => resolve()));
      },
    };
    let hasEnded = false;
    const projection = projectPartition(
      partsWith(logThatGoesAway(away), readModels),
      new AbortController().signal,
    ).finally(() => (hasEnded = true));
    projection.catch(() => undefined);
    await writeBegun;
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasEnded).toBe(false);
    write();
    await expect(projection).rejects.toBe(away);
  });
});

describe('the checkpoint of a projection', () => {
  /** Follows these batches, then stands still until every position that was saved is as expected. */
  const savedPositions = async (batches: readonly FollowBatch[], expected: readonly string[]): Promise<string[]> => {
    const stop = new AbortController();
    const saved: string[] = [];
    const log: Partial<EventLog> = {
      identity: () => Promise.resolve('log'),
      scanStreams: () => null,
      async *follow({ signal }) {
        yield* batches;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    };
    const readModels: Partial<ReadModels> = {
      checkpoint: () => Promise.resolve(null),
      checkpoints: () => Promise.resolve([]),
      replaceDocuments: (_generation, _documents, move) => {
        if (move !== null) saved.push(move.position);
        if (saved.length >= expected.length) setTimeout(() => stop.abort(), 0);
        return Promise.resolve();
      },
    };
    await projectPartition(partsWith(log, readModels), stop.signal);
    return saved;
  };
  const at = (number: number): string => String(number).padStart(16, '0');
  /** A batch without events for this partition. */
  const foreign = (number: number): FollowBatch => ({ events: [], position: at(number), caughtUp: true });
  const own = page();
  const [PAST, FURTHER, END] = [90, 91, 92] as const;

  it('is moved with the documents, at once', async () => {
    expect(await savedPositions([own], [own.position])).toEqual([own.position]);
  });

  it('is moved once over many events of other partitions, when nothing more comes', async () => {
    const batches = [own, foreign(PAST), foreign(FURTHER), foreign(END)];
    expect(await savedPositions(batches, [own.position, at(END)])).toEqual([own.position, at(END)]);
  });

  it('is moved over them with the next documents, if those come first', async () => {
    const next = { ...page('2'), position: at(END) };
    expect(await savedPositions([foreign(0), own, foreign(FURTHER), next], [own.position, at(END)])).toEqual([
      own.position,
      at(END),
    ]);
  });
});

describe('what a projection applies', () => {
  interface Taken {
    /** Revisions by stream, as they were written. */
    readonly written: Record<string, number>;
    /** The position from which the log was followed. */
    readonly followedFrom: string | null | undefined;
    readonly wanted: readonly string[];
  }

  const takenBy = async (
    state: Generation['state'],
    options: {
      readonly canScan?: boolean;
      readonly stored?: Record<string, number>;
      readonly partition?: Partition;
      /** How many events of a log of 20,020 the linker has handled (default: none). */
      readonly linked?: number;
    } = {},
  ): Promise<Taken> => {
    const { canScan = true, stored = {}, partition = { k: 1, n: 1 }, linked = null } = options;
    const head = linked === null ? 20 : 20_020;
    const written: Record<string, number> = {};
    let wanted: readonly string[] = [];
    let followedFrom: string | null | undefined;
    const met: MetStream[] = [
      { stream: streams.record('1'), revision: 0 },
      { stream: streams.record('2'), revision: 7 },
    ];
    const log: Partial<EventLog> = {
      identity: () => Promise.resolve('log'),
      countAfter: (position) => Promise.resolve(head - Number(position ?? 0)),
      scanStreams: ({ wants, upTo }) =>
        canScan
          ? (async function* () {
              const chosen = await wants(met);
              wanted = chosen.map(({ stream }) => stream);
              const events = ['1', '2']
                .filter((id) => wanted.includes(streams.record(id)))
                .flatMap((id) => page(id).events);
              yield { events, position: upTo ?? '0000000000000020', logTime: '2026-01-01T00:00:00.000Z' };
            })()
          : null,
      // eslint-disable-next-line @typescript-eslint/require-await
      async *follow({ after }) {
        followedFrom = after;
        yield page('3');
      },
    };
    const readModels: Partial<ReadModels> = {
      checkpoint: (_generation, consumer) =>
        Promise.resolve(
          consumer === LINKER && linked !== null
            ? ({ position: String(linked).padStart(16, '0') } as Checkpoint)
            : null,
        ),
      checkpoints: () => Promise.resolve([]),
      storedRevisions: (_generation, asked) =>
        Promise.resolve(new Map(asked.flatMap((stream) => (stream in stored ? [[stream, stored[stream]!]] : [])))),
      replaceDocuments: (_generation, documents) => {
        for (const { stream, revision } of documents) written[stream] = revision;
        return Promise.resolve();
      },
    };
    const parts = { ...partsWith(log, readModels), generation: { state } as Generation, partition };
    await projectPartition(parts, new AbortController().signal);
    return { written, followedFrom, wanted };
  };
  const LAST = page().events.length - 1;
  const [ONE, TWO, THREE] = ['1', '2', '3'].map((id) => streams.record(id)) as [string, string, string];

  it('is, for a build, the log by streams, and from there on by events', async () => {
    const { written, followedFrom } = await takenBy('building');
    expect(written).toEqual({ [ONE]: LAST, [TWO]: LAST, [THREE]: LAST });
    expect(followedFrom).toBe('0000000000000020');
  });

  it('leaves out what a former run of the build has stored as far', async () => {
    expect((await takenBy('building', { stored: { [ONE]: 3, [TWO]: 7 } })).wanted).toEqual([ONE]);
    expect((await takenBy('building', { stored: { [TWO]: 6 } })).wanted).toEqual([ONE, TWO]);
  });

  it('is asked for of its own streams only', async () => {
    const both = await Promise.all([1, 2].map((k) => takenBy('building', { partition: { k, n: 2 } })));
    expect(both.flatMap(({ wanted }) => wanted).sort()).toEqual([ONE, TWO]);
    expect(both.flatMap(({ written }) => Object.keys(written)).sort()).toEqual([ONE, TWO, THREE]);
  });

  it.each(['live', 'ready'] as const)('is the log by events for one that is %s', async (state) => {
    const { written, followedFrom } = await takenBy(state);
    expect(written).toEqual({ [THREE]: LAST });
    expect(followedFrom).toBeNull();
  });

  it.each(['live', 'building'] as const)(
    'is, for one that is %s and far behind, the log by streams as far as it is linked, and from there on by events',
    async (state) => {
      const { written, followedFrom } = await takenBy(state, { linked: 20_000 });
      expect(written).toEqual({ [ONE]: LAST, [TWO]: LAST, [THREE]: LAST });
      expect(followedFrom).toBe('0000000000020000');
    },
  );

  it('is the log by events where it cannot be scanned', async () =>
    expect((await takenBy('building', { canScan: false, linked: 20_000 })).written).toEqual({ [THREE]: LAST }));
});
