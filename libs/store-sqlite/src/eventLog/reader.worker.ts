import { workerData } from 'node:worker_threads';
import { serveRequests } from '../worker/serveRequests.js';
import { LogReader, type LogPage, type LogPageQuery, type StreamPageQuery } from './readPages.js';
import { openLogConnection } from './schema.js';

export type LogReaderApi = {
  head: (input: null) => number;
  countAfter: (position: number) => number;
  page: (query: LogPageQuery) => LogPage;
  streamPage: (query: StreamPageQuery) => ReturnType<LogReader['streamPage']>;
};

const { dataDir } = workerData as { dataDir: string };

serveRequests<LogReaderApi>(async () => {
  const db = await openLogConnection(dataDir);
  db.exec('PRAGMA query_only = ON');
  const reader = new LogReader(db);
  return {
    api: {
      head: () => reader.head(),
      countAfter: (position) => reader.countAfter(position),
      page: (query) => reader.page(query),
      streamPage: (query) => reader.streamPage(query),
    },
    stop: () => db.close(),
  };
});
