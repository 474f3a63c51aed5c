/**
 * What ingest is measured against (b): the same bodies written to the same disk by nothing but a loop, 64 at a time (as many as can
 * wait for one commit at 64 connections), each group durable before the next: a SQLite transaction, and a plain write and fdatasync.
 * node dist/bench/groupCommit.js FOLDER SECONDS SEED; prints JSON.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { endlessBodies } from './bodies.js';
import { latencyOf, type Latency } from './percentiles.js';

const GROUP = 64;

export interface GroupCommits {
  readonly sqlite: Commits;
  readonly fdatasync: Commits;
}
export interface Commits {
  readonly bodiesPerSecond: number;
  /** Of one commit. */
  readonly latency: Latency;
}

const repeat = (seconds: number, commitGroup: (bodies: readonly string[]) => void, nextBody: () => string): Commits => {
  const times: number[] = [];
  let written = 0;
  const startedAt = performance.now();
  while (performance.now() - startedAt < seconds * 1000) {
    const bodies = Array.from({ length: GROUP }, nextBody);
    const before = performance.now();
    commitGroup(bodies);
    times.push(performance.now() - before);
    written += GROUP;
  }
  return { bodiesPerSecond: written / ((performance.now() - startedAt) / 1000), latency: latencyOf(times) };
};

const intoSqlite = (folder: string, seconds: number, nextBody: () => string): Commits => {
  const database = new DatabaseSync(join(folder, 'groupCommit.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec('CREATE TABLE IF NOT EXISTS bodies (position INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO bodies (body) VALUES (?)');
  const commitGroup = (bodies: readonly string[]): void => {
    database.exec('BEGIN IMMEDIATE');
    for (const body of bodies) insert.run(body);
    database.exec('COMMIT');
  };
  const commits = repeat(seconds, commitGroup, nextBody);
  database.close();
  return commits;
};

const intoFile = (folder: string, seconds: number, nextBody: () => string): Commits => {
  const file = openSync(join(folder, 'groupCommit.bin'), 'a');
  const commitGroup = (bodies: readonly string[]): void => {
    writeSync(file, bodies.join('\n'));
    fdatasyncSync(file);
  };
  const commits = repeat(seconds, commitGroup, nextBody);
  closeSync(file);
  return commits;
};

const [folder = '.', seconds = '5', seed = '1'] = process.argv.slice(2);
const nextBody = endlessBodies(Number(seed));
const result: GroupCommits = {
  sqlite: intoSqlite(folder, Number(seconds), nextBody),
  fdatasync: intoFile(folder, Number(seconds), nextBody),
};
process.stdout.write(JSON.stringify(result));
