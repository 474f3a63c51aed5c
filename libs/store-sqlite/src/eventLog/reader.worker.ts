import { workerData } from 'node:worker_threads';
import { serveRequests } from '../worker/serveRequests.js';
import { openLogReader, type LogReaderApi } from './logReader.js';

const { dataDir } = workerData as { dataDir: string };

serveRequests<LogReaderApi>(() => openLogReader(dataDir));
