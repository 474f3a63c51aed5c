/**
 * What long streams cost the linker and the fold, over a log in memory: `node dist/bench/longStreams.js [DIALOGS]` (default 2,500).
 * Each case is measured with half of the dialogs, too: twice as many may take twice the time.
 */
import { LINKER, type Checkpoint, type CheckpointMove, type Checkpoints, type RecordedEvent } from '#ports';
import { collect, emptyFacts, newKeptView, RULES, toView } from '#domain';
import { Linker, linkLoop } from '#projector';
import { ModelLog } from '../test/model/modelLog.js';
import { deliverAll, ingestInto } from '../test/support/deliver.js';
import { streams } from '../test/support/recorded.js';
import { CASES, deliveriesOf, type Case } from './longStreamCases.js';
import { medianOf, round } from './percentiles.js';

const FURTHER = 20;
/** As many as the projection folds before it makes documents while it is behind. */
const FOLDED_AT_ONCE = 8_000;

/** Milliseconds of the processor. */
const processorTime = async (work: () => Promise<void> | void): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const linkAll = async (log: ModelLog): Promise<void> => {
  let last: Checkpoint | null = null;
  const ended = new AbortController();
  const readModels = {
    checkpoint: () => Promise.resolve(last),
    moveCheckpoint: (_generation: null, move: CheckpointMove) => {
      last = { ...move, consumer: LINKER, savedAt: '' };
      if (move.position === log.events.at(-1)?.position) ended.abort();
      return Promise.resolve();
    },
  } as Partial<Checkpoints> as Checkpoints;
  await linkLoop({ log, readModels, linker: new Linker({ log, streams }), onHandled: () => undefined }, ended.signal);
};

/** Folds a stream as the projection does. @returns a fold of one more event */
const foldAll = (name: string, events: readonly RecordedEvent[]): ((event: RecordedEvent) => void) => {
  const kept = newKeptView();
  let facts = emptyFacts(name);
  const fold = (some: readonly RecordedEvent[]): void => {
    facts = collect(facts, some);
    toView(facts, RULES, kept);
  };
  for (let from = 0; from < events.length; from += FOLDED_AT_ONCE) fold(events.slice(from, from + FOLDED_AT_ONCE));
  return (event) => fold([event]);
};

const measure = async (one: Case, dialogs: number): Promise<void> => {
  const log = new ModelLog();
  const ingest = ingestInto(log);
  for (let dialog = 0; dialog < dialogs; dialog++) await deliverAll([ingest], deliveriesOf(one, dialog), null, 1);
  const delivered = log.events.length;
  const link = await processorTime(() => linkAll(log));
  const notes = log.events.filter(({ type }) => type === 'DialogBelongsElsewhere').length;
  const longest = one.recordOf(dialogs - 1);
  const stream = streams.record(longest);
  const events = log.stream(stream);
  let further: (event: RecordedEvent) => void = () => undefined;
  const fold = await processorTime(() => void (further = foldAll(stream, events)));
  const times: number[] = [];
  for (let i = 0; i < FURTHER; i++) {
    await deliverAll([ingest], deliveriesOf({ ...one, recordOf: () => longest }, dialogs + i), null, 1);
    times.push(await processorTime(() => further(log.stream(stream).at(-1)!)));
  }
  process.stdout.write(
    `${one.name}, ${dialogs} dialogs, ${delivered} deliveries: linked in ${round(link)} ms with ${notes} notes; ` +
      `${events.length} events folded in ${round(fold)} ms, one more in ${round(medianOf(times))} ms\n`,
  );
};

const dialogs = Number(process.argv[2] ?? 2_500);
for (const one of CASES) for (const count of [dialogs / 2, dialogs]) await measure(one, count);
