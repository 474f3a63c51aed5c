import type { Service } from '../worker/protocol.js';
import { LogReader, type LogPage, type LogPageQuery, type StreamPageQuery } from './readPages.js';
import {
  ScanReader,
  type SightingsPage,
  type SightingsQuery,
  type WholeStreamsPage,
  type WholeStreamsQuery,
} from './readScan.js';
import { openLogConnection } from './schema.js';

export type LogReaderApi = {
  head: (input: null) => number;
  countAfter: (position: number) => number;
  page: (query: LogPageQuery) => LogPage;
  streamPage: (query: StreamPageQuery) => ReturnType<LogReader['streamPage']>;
  sightings: (query: SightingsQuery) => SightingsPage;
  wholeStreams: (query: WholeStreamsQuery) => WholeStreamsPage;
};

/** Opens a connection that only reads, in the thread that calls this. */
export const openLogReader = async (dataDir: string): Promise<Service<LogReaderApi>> => {
  const db = await openLogConnection(dataDir);
  db.exec('PRAGMA query_only = ON');
  const reader = new LogReader(db);
  const scan = new ScanReader(db);
  return {
    api: {
      head: () => reader.head(),
      countAfter: (position) => reader.countAfter(position),
      page: (query) => reader.page(query),
      streamPage: (query) => reader.streamPage(query),
      sightings: (query) => scan.sightings(query),
      wholeStreams: (query) => scan.wholeStreams(query),
    },
    stop: () => db.close(),
  };
};
