import { workerData } from 'node:worker_threads';
import { serveRequests } from '../worker/serveRequests.js';
import { openDocumentReader, type ReadModelsReaderApi } from './documentReader.js';

const { dataDir } = workerData as { dataDir: string };

serveRequests<ReadModelsReaderApi>(() => openDocumentReader(dataDir));
