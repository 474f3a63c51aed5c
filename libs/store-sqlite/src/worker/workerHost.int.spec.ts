import { mkdtemp, rm } from 'node:fs/promises';
import { workerFile } from '#concurrency';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreUnavailable } from '#ports';
import { openReader, type ReaderApi } from '../readModels/tables.js';
import { openSqliteReadModels } from '../readModels/openReadModels.js';
import { OwnThread } from './ownThread.js';
import { WorkerHost } from './workerHost.js';

const READER = workerFile('libs/store-sqlite/src/readModels/reader.worker');

/** Answers `echo`; ends without a word on `die`. Written out, since a worker thread runs no TypeScript. */
const PROGRAM = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (message) => {
    if (message === 'stop') parentPort.close();
    else if (message.method === 'die') process.exit(3);
    else if (message.method === 'throw') throw new Error('a bug');
    else if (message.method === 'echo') parentPort.postMessage({ id: message.id, value: message.input });
  });
`;
type EchoApi = {
  echo: (input: string) => string;
  die: (input: null) => void;
  throw: (input: null) => void;
};

describe("a store's own worker", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['in a thread', (dataDir: string) => new WorkerHost<ReaderApi>(READER, { dataDir })],
    ['in this thread', (dataDir: string) => new OwnThread<ReaderApi>(() => openReader(dataDir))],
  ] as const)('%s that could not open its file tries again when it is asked again', async (_, start) => {
    const dataDir = join(folder, 'later');
    const reader = start(dataDir);
    await expect(reader.call('ping', [])).rejects.toThrow();
    await (await openSqliteReadModels({ dataDir })).close();
    await expect(reader.call('ping', [])).resolves.not.toThrow();
    await reader.close();
  });
});

describe('a worker', () => {
  let host: WorkerHost<EchoApi>;
  beforeEach(() => {
    host = new WorkerHost<EchoApi>(new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`), null);
  });
  afterEach(() => host.close());

  it('answers what it was asked', async () => {
    expect(await Promise.all(['a', 'b', 'c'].map((text) => host.call('echo', text)))).toEqual(['a', 'b', 'c']);
    expect(host.load).toBe(0);
  });

  it.each(['die', 'throw'] as const)(
    'that ends by itself (%s) fails all that has no answer, and the next request starts another',
    async (end) => {
      const asked = [host.call(end, null), host.call('echo', 'late')];
      for (const result of await Promise.allSettled(asked)) {
        expect(result).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) as unknown });
      }
      expect(await host.call('echo', 'again')).toBe('again');
    },
  );

  it('answers what it was asked before it was closed, and nothing after', async () => {
    const asked = host.call('echo', 'before');
    const closing = host.close();
    await expect(host.call('echo', 'after')).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await asked).toBe('before');
    await closing;
  });
});
