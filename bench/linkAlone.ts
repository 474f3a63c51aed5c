/**
 * Links a log from its beginning to its end with nothing else running, and counts what the linker asks the log for:
 * node dist/bench/linkAlone.js FOLDER [--double]
 * FOLDER holds an embedded log, which gets the links. With --double it is only read: its events are appended to the protocol double of
 * EventStoreDB, which then answers reads of streams as a busy server does, and are linked there.
 */
import { parseArgs } from 'node:util';
import { LINKER, type Checkpoint, type CheckpointMove, type Checkpoints } from '#ports';
import type { EventLog, FollowBatch, RecordedEvent } from '#ports';
import { forEachConcurrently } from '#concurrency';
import { CALL_STREAM_PREFIXES, parseStreamName } from '#domain';
import { Linker, linkLoop } from '#projector';
import { awaitSharedStores, awaitStores, openEventLog, streams, type AwaitOptions } from '#stores';
import { EventStoreDouble } from '../test/doubles/eventstore/eventStoreDouble.js';

const APPENDS_AT_ONCE = 128;

interface LinkFigures {
  /** Events that the linker has handled, its own included. */
  readonly events: number;
  readonly seconds: number;
  /** How often each was asked for. */
  readonly asked: Readonly<Record<string, number>>;
}

/** Where the linker is: there are no read models here. */
class LinkerCheckpoint implements Pick<Checkpoints, 'checkpoint' | 'moveCheckpoint'> {
  #last: Checkpoint | null = null;

  checkpoint(): Promise<Checkpoint | null> {
    return Promise.resolve(this.#last);
  }

  moveCheckpoint(_generation: null, move: CheckpointMove): Promise<void> {
    this.#last = { ...move, consumer: LINKER, savedAt: new Date().toISOString() };
    return Promise.resolve();
  }
}

/** The log, with a count of what it is asked for by kind of stream. */
const counted = (log: EventLog, asked: Record<string, number>): EventLog => {
  const count = (what: string, stream: string): void => {
    const name = `${what} ${parseStreamName(stream)?.kind ?? 'other'}`;
    asked[name] = (asked[name] ?? 0) + 1;
  };
  return {
    append: (stream, events, expected) => {
      count(events[0]?.type === 'DialogLinked' ? 'links in' : 'appends to', stream);
      return log.append(stream, events, expected);
    },
    readStream: (stream, options) => {
      count('reads of', stream);
      return log.readStream(stream, options);
    },
    follow: (options) => log.follow(options),
    scanStreams: (options) => log.scanStreams(options),
    head: () => log.head(),
    countAfter: (position) => log.countAfter(position),
    identity: () => log.identity(),
    close: () => log.close(),
  };
};

const linkAll = async (log: EventLog): Promise<LinkFigures> => {
  const asked: Record<string, number> = {};
  const ended = new AbortController();
  let events = 0;
  const onHandled = (batch: { readonly events: number; readonly caughtUp: FollowBatch['caughtUp'] }): void => {
    events += batch.events;
    if (batch.caughtUp) ended.abort();
  };
  const watched = counted(log, asked);
  const readModels = new LinkerCheckpoint() as unknown as Checkpoints;
  const startedAt = performance.now();
  const linker = new Linker({ log: watched, streams });
  await linkLoop({ log: watched, readModels, linker, onHandled }, ended.signal);
  return { events, seconds: (performance.now() - startedAt) / 1000, asked };
};

/** As the projector's thread has it: reading for itself, and appending through the writer of the process. */
const linkEmbedded = async (dataDir: string): Promise<LinkFigures> => {
  const options: AwaitOptions = { needsReadModels: false, onChange: () => undefined };
  const stores = await awaitStores({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir }, options);
  const own = await awaitSharedStores(stores.share(), options);
  try {
    return await linkAll(own.log);
  } finally {
    await own.close();
    await stores.close();
  }
};

const eventsOf = async function* (log: EventLog): AsyncGenerator<RecordedEvent> {
  const ended = new AbortController();
  for await (const batch of log.follow({ after: null, prefixes: CALL_STREAM_PREFIXES, signal: ended.signal })) {
    yield* batch.events;
    if (batch.caughtUp) ended.abort();
  }
};

const linkOnDouble = async (dataDir: string): Promise<LinkFigures> => {
  const double = await EventStoreDouble.start();
  const source = await openEventLog({ eventStoreUrl: 'sqlite', dataDir });
  const log = await openEventLog({ eventStoreUrl: double.url, dataDir });
  try {
    await forEachConcurrently(eventsOf(source), APPENDS_AT_ONCE, (event) => log.append(event.stream, [event], 'any'));
    await double.setFaults({ slowStreamReads: true });
    return await linkAll(log);
  } finally {
    await log.close();
    await source.close();
    await double.dispose();
  }
};

const { values, positionals } = parseArgs({ options: { double: { type: 'boolean' } }, allowPositionals: true });
const folder = positionals[0] ?? '.';
const figures = await (values.double === true ? linkOnDouble(folder) : linkEmbedded(folder));
process.stdout.write(`${JSON.stringify(figures)}\n`);
