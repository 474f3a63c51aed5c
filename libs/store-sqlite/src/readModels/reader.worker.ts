import { workerData } from 'node:worker_threads';
import { serveRequests } from '../worker/serveRequests.js';
import { openReader, type ReaderApi } from './tables.js';

const { dataDir } = workerData as { dataDir: string };

serveRequests<ReaderApi>(() => openReader(dataDir));
