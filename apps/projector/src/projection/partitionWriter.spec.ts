import { partitionName, type Generation, type ReadModels, type StreamDocuments } from '#ports';
import type { HandledBatch } from '../runner/checkpoints.js';
import { PartitionWriter } from './partitionWriter.js';

const PARTITION = { k: 1, n: 1 };

const documentsOf = (stream: string): StreamDocuments[] => [
  { stream, revision: 0, position: '1', calls: [], record: null },
];

const upTo = (position: string): HandledBatch => ({ events: 1, position, logTime: null, caughtUp: false });

function* documentsOfAll(...names: string[]): Generator<StreamDocuments[]> {
  for (const name of names) yield documentsOf(name);
}

function* failing(error: Error): Generator<StreamDocuments[]> {
  yield documentsOf('first');
  yield documentsOf('second');
  throw error;
}

/** Read models whose writes end one by one when they are let go, and a writer of them. */
const writerOver = () => {
  const begun: string[] = [];
  const waiting: (() => void)[] = [];
  const reported: string[] = [];
  const readModels: Partial<ReadModels> = {
    replaceDocuments: (_generation, documents, move) => {
      begun.push(...documents.map(({ stream }) => stream), ...(move === null ? [] : [`position ${move.position}`]));
      return new Promise((resolve) => waiting.push(() => resolve()));
    },
    checkpoints: () => Promise.resolve([]),
  };
  const parts = { generation: {} as Generation, partition: PARTITION, logIdentity: 'log', now: () => 0 };
  const onHandled = ({ position }: HandledBatch): void => void reported.push(position);
  const writer = new PartitionWriter(
    { ...parts, readModels: readModels as ReadModels, onHandled },
    { after: null, stored: null, logTime: null, events: 0, perSecond: null },
  );
  /** Lets one write end, once it has begun. */
  const letOneEnd = async (): Promise<void> => {
    while (waiting.length === 0) await settled();
    waiting.shift()?.();
    await settled();
  };
  return { writer, begun, reported, letOneEnd };
};

/** Everything that can go on has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  let pending = true;
  const end = (): void => void (pending = false);
  promise.then(end, end);
  await settled();
  return pending;
};

describe(`the writer of partition ${partitionName(PARTITION)}`, () => {
  it('lets more be applied while documents are written, and saves each position after those that it covers', async () => {
    const { writer, begun, reported, letOneEnd } = writerOver();
    await writer.write(() => documentsOfAll('a', 'b'), upTo('2'));
    await writer.write(() => documentsOfAll('c'), upTo('3'));
    expect(begun).toEqual(['a']);
    for (let writes = 0; writes < 3; writes += 1) await letOneEnd();
    await writer.done();
    expect(begun).toEqual(['a', 'b', 'position 2', 'c', 'position 3']);
    expect(reported).toEqual(['2', '3']);
  });

  it('makes no more documents before those of the last time are handed over', async () => {
    const { writer, begun, letOneEnd } = writerOver();
    await writer.write(() => documentsOfAll('a', 'b', 'c', 'd', 'e', 'f'), upTo('2'));
    let isMade = false;
    const next = writer.write(() => {
      isMade = true;
      return documentsOfAll('g');
    }, upTo('3'));
    await expect(isPending(next)).resolves.toBe(true);
    expect(isMade).toBe(false);
    for (let writes = 0; writes < 7; writes += 1) await letOneEnd();
    await next;
    await writer.done();
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'position 2', 'g', 'position 3']);
  });

  it('at the end of the log makes no documents before the last ones are written, so that what comes meanwhile is in them', async () => {
    const { writer, begun, letOneEnd } = writerOver();
    await writer.write(() => documentsOfAll('a'), { ...upTo('2'), caughtUp: true });
    let isMade = false;
    const next = writer.write(
      () => {
        isMade = true;
        return documentsOfAll('b');
      },
      { ...upTo('3'), caughtUp: true },
    );
    await expect(isPending(next)).resolves.toBe(true);
    expect(isMade).toBe(false);
    await letOneEnd();
    await next;
    await letOneEnd();
    await writer.done();
    expect(begun).toEqual(['a', 'position 2', 'b', 'position 3']);
  });

  it('says at once that documents cannot be made, saves no position beyond it, and is done when nothing is being written', async () => {
    const { writer, begun, letOneEnd } = writerOver();
    const error = new Error('this cannot be folded');
    await writer.write(() => failing(error), upTo('2'));
    await settled();
    expect(writer.failed.aborted).toBe(true);
    await expect(writer.write(() => documentsOfAll('b'), upTo('3'))).rejects.toBe(error);
    const done = writer.done();
    await expect(isPending(done)).resolves.toBe(true); // the first is still being written
    await letOneEnd();
    await expect(done).rejects.toBe(error);
    expect(begun).toEqual(['first']);
  });
});
