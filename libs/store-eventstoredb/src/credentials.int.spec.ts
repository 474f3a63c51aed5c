// User and password of the URL, as they reach the server. Both halves of the client, for reads and for all other calls, must send the same.
import { randomUUID } from 'node:crypto';
import { followToHead, readAll, someEvents } from '../../../test/contract/someEvents.js';
import { EventStoreDouble } from '../../../test/doubles/eventstore/eventStoreDouble.js';
import { openEventStoreLog } from './openEventStoreLog.js';

const [USER, PASSWORD] = ['ana@home', 'p:w%/é'];

/** Opens the log as this user, makes every kind of call, and returns who called according to the server. */
const callersOf = async (double: EventStoreDouble): Promise<readonly string[]> => {
  const user = `${encodeURIComponent(USER)}:${encodeURIComponent(PASSWORD)}@`;
  const log = await openEventStoreLog({ url: double.url.replace('://', `://${user}`) });
  try {
    const stream = `dialog-${randomUUID()}`;
    await log.append(stream, someEvents(2), 'any');
    await readAll(log, stream);
    await followToHead(log, ['dialog-']);
    return await double.listUsers();
  } finally {
    await log.close();
  }
};

describe("user and password of the event log's URL", () => {
  it('go to the server decoded with every call, over TLS', async () => {
    const double = await EventStoreDouble.start({ tls: true });
    try {
      const header = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
      expect(await callersOf(double)).toEqual([`batchAppend ${header}`, `read ${header}`]);
    } finally {
      await double.dispose();
    }
  });

  it('are kept back without TLS', async () => {
    const double = await EventStoreDouble.start();
    try {
      expect(await callersOf(double)).toEqual(['batchAppend', 'read']);
    } finally {
      await double.dispose();
    }
  });
});
