import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anEvent, readAll } from '../../../test/contract/someEvents.js';
import { StoreUnavailable } from '#ports';
import { awaitSharedStores, awaitStores } from './awaitStores.js';
import { openStores } from './openStores.js';

describe('choosing the stores', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('opens the embedded ones', async () => {
    const stores = await openStores({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir });
    expect(await stores.log.head()).toBeNull();
    await stores.readModels.ping();
    await stores.close();
  });

  it('opens for another thread what one has open: what one appends the other reads', async () => {
    const stores = await openStores({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir });
    const shared = await awaitSharedStores(stores.share(), { needsReadModels: true, onChange: () => undefined });
    const event = anEvent();
    await shared.log.append('dialog-1', [event], 'none');
    expect((await readAll(stores.log, 'dialog-1')).map(({ id }) => id)).toEqual([event.id]);
    await expect(shared.log.identity()).resolves.toBe(await stores.log.identity());
    await shared.close();
    await stores.close();
  });

  it('has in place of a server that is away what rejects every call, and no life-cycle hook that Nest would call', async () => {
    const nobody = 'mongodb://127.0.0.1:9/away?serverSelectionTimeoutMS=100';
    const settings = { eventStoreUrl: 'sqlite', readModelUrl: nobody, dataDir };
    const stores = await awaitStores(settings, { needsReadModels: true, patienceMs: 1, onChange: () => undefined });
    await expect(stores.readModels?.ping()).rejects.toThrow(StoreUnavailable);
    for (const hook of ['then', 'onModuleInit', 'onApplicationBootstrap', 'beforeApplicationShutdown'])
      expect(Reflect.get(stores.readModels ?? {}, hook)).toBeUndefined();
    await stores.close();
  });

  const SCHEMES = {
    log: 'it takes "sqlite", or a URL with kurrentdb://, kurrentdb+discover://, esdb://, esdb+discover://',
    readModels: 'it takes "sqlite", or a URL with mongodb://, mongodb+srv://',
  };
  it.each([
    ['SQLite', 'sqlite', `EVENT_STORE_URL is "SQLite"; ${SCHEMES.log}`],
    ['sqlite', 'postgres://user:secret@host', `READ_MODEL_URL is "postgres://..."; ${SCHEMES.readModels}`],
  ])('refuses %s with %s by name, and shows no password', async (eventStoreUrl, readModelUrl, message) => {
    await expect(openStores({ eventStoreUrl, readModelUrl, dataDir })).rejects.toThrow(new Error(message));
  });
});
