// An administrator gives a group its rights. The protocol double stands for a server with users and rights.
import { randomUUID } from 'node:crypto';
import { jsonEvent, KurrentDBClient, NO_STREAM } from '@kurrent/kurrentdb-client';
import { RevisionConflict, StoreUnavailable, type EventLog } from '#ports';
import { anEvent, followToHead, idsOf, readAll } from '../../../test/contract/someEvents.js';
import { EventStoreDouble } from '../../../test/doubles/eventstore/eventStoreDouble.js';
import { grantRights, type RightsChange } from './grantRights.js';
import { openEventStoreLog } from './openEventStoreLog.js';

const USERS = {
  admin: { password: 'changeit', groups: ['$admins'] },
  analytics: { password: 'a:b/ü', groups: ['call-analytics'] },
  stranger: { password: 'x', groups: ['others'] },
};
type User = keyof typeof USERS;

describe('the rights of a group', () => {
  let double: EventStoreDouble;
  const logs: EventLog[] = [];

  const urlOf = (user: User, password = USERS[user].password): string =>
    double.url.replace('://', `://${user}:${encodeURIComponent(password)}@`);
  const openAs = async (user: User): Promise<EventLog> => {
    const log = await openEventStoreLog({ url: urlOf(user), outageMs: 0 });
    logs.push(log);
    return log;
  };
  const grant = (dryRun = false): Promise<readonly RightsChange[]> =>
    grantRights({ url: urlOf('admin'), group: 'call-analytics', dryRun });

  beforeEach(async () => {
    double = await EventStoreDouble.start({ tls: true, users: USERS });
  });
  afterEach(async () => {
    await Promise.all(logs.splice(0).map((log) => log.close()));
    await double.dispose();
  });

  it('let it follow the log, read and write its streams, and close them to others', async () => {
    await expect(openAs('analytics')).rejects.toThrow(/refuses access/);
    expect((await grant()).map(({ stream, before }) => [stream, before])).toEqual([
      ['$$$all', null],
      ['$settings', null],
    ]);
    const log = await openAs('analytics');
    const [stream, event] = [`dialog-${randomUUID()}`, anEvent()];
    await log.append(stream, [event], 'none');
    expect(idsOf(await readAll(log, stream))).toEqual([event.id]);
    expect(idsOf((await followToHead(log, [stream])).flatMap(({ events }) => events))).toEqual([event.id]);

    const stranger = KurrentDBClient.connectionString(urlOf('stranger').replace('esdb:', 'kurrentdb:'));
    const { username, password } = { username: 'stranger', ...USERS.stranger };
    const reading = stranger.readStream(stream, { credentials: { username, password } }).next();
    await expect(reading).rejects.toMatchObject({ type: 'access-denied' });
    await expect(stranger.appendToStream(stream, jsonEvent({ type: 'X', data: {} }))).rejects.toMatchObject({
      type: 'access-denied',
    });
    await stranger.dispose();
  });

  it('are only shown by a dry run', async () => {
    expect(await grant(true)).toHaveLength(2);
    expect(await grant(true)).toHaveLength(2);
    await expect(openAs('analytics')).rejects.toThrow(/refuses access/);
  });

  it('are not written again once they are there', async () => {
    expect(await grant()).toHaveLength(2);
    expect(await grant()).toEqual([]);
  });

  it('keep what else the streams hold', async () => {
    const admin = KurrentDBClient.connectionString(urlOf('admin').replace('esdb:', 'kurrentdb:'));
    const data = { $maxAge: 7, $acl: { $r: ['$admins', 'backup'], $mw: 'ops' } };
    await admin.appendToStream('$$$all', jsonEvent({ type: '$metadata', data }), { streamState: NO_STREAM });
    await admin.dispose();
    const [all] = await grant();
    expect(all).toEqual({
      stream: '$$$all',
      before: data,
      after: { $maxAge: 7, $acl: { $r: ['$admins', 'backup', 'call-analytics'], $mw: 'ops' } },
    });
  });

  it.each<[string, User, string]>([
    ['somebody who is no administrator', 'stranger', USERS.stranger.password],
    ['an administrator with a wrong password', 'admin', 'guessed'],
  ])('are not given by %s', async (_, user, password) => {
    const granting = grantRights({ url: urlOf(user, password), group: 'call-analytics', dryRun: false });
    await expect(granting).rejects.toThrow(StoreUnavailable);
    await expect(granting).rejects.toThrow(/refuses access/);
  });

  it('are given once where two administrators do it at the same moment', async () => {
    const both = await Promise.allSettled([grant(), grant()]);
    for (const result of both) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(RevisionConflict);
    expect(await grant()).toEqual([]);
  });
});
