import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { MongoClient } from 'mongodb';
import type { StoreName } from './options.js';

/**
 * What statistics are measured against: calls, conversations, sum and average of talk by campaign and day, asked of the store itself. Days
 * are those of UTC on SQLite, which knows no other zone's. Exact percentiles neither store has.
 */
export interface BareStore {
  /** `from` and `to` in ISO 8601. @returns the number of rows */
  ask(from: string, to: string): Promise<number>;
  close(): Promise<void>;
}

const TABLE_QUESTION = `
  SELECT campaign, started_at / 86400 AS day, count(*) AS calls, sum(outcome = 'conversation') AS conversations,
    sum(talk_seconds) AS talk, avg(talk_seconds) AS average
  FROM calls_v1_calls WHERE started_at >= ? AND started_at < ? GROUP BY 1, 2`;

const ofSqlite = (folder: string): BareStore => {
  const database = new DatabaseSync(join(folder, 'readmodels.db'), { readOnly: true });
  const question = database.prepare(TABLE_QUESTION);
  return {
    ask: (from, to) => Promise.resolve(question.all(Date.parse(from) / 1000, Date.parse(to) / 1000).length),
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
};

const day = { $dateTrunc: { date: { $toDate: '$call.startedAt' }, unit: 'day', timezone: 'Europe/Warsaw' } };
const conversations = { $sum: { $cond: [{ $eq: ['$call.outcome', 'conversation'] }, 1, 0] } };
const talk = '$call.durations.talkSeconds';
const GROUP = {
  _id: { campaign: '$call.campaign.id', day },
  calls: { $sum: 1 },
  conversations,
  talk: { $sum: talk },
  average: { $avg: talk },
};

const ofMongodb = async (url: string): Promise<BareStore> => {
  const client = await MongoClient.connect(url);
  const calls = client.db().collection('calls.v1');
  return {
    ask: async (from, to) => {
      const stages = [{ $match: { 'call.startedAt': { $gte: from, $lt: to } } }, { $group: GROUP }];
      return (await calls.aggregate(stages).toArray()).length;
    },
    close: () => client.close(),
  };
};

/** The store that a bench has filled: SQLite's file in the folder, or the server at `url`. */
export const openBareStore = (store: StoreName, folder: string, url: string): Promise<BareStore> =>
  store === 'sqlite' ? Promise.resolve(ofSqlite(folder)) : ofMongodb(url);
