import { once } from 'node:events';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply } from 'fastify';
import { EXPORT_FILES, type ExportFile } from '#exports';
import type { Envelope } from '../envelope.js';
import type { ExportedFile } from './exportThread.js';
import type { StartedExport } from './startExport.js';

const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const;

/** Packed already. */
const isPacked = (file: ExportFile): boolean => EXPORT_FILES[file].format === 'parquet';

const wantsGzip = (header: string | undefined): boolean =>
  header !== undefined && negotiate(header, ['gzip', 'identity']) === 'gzip';

/** The fastest level: it packs calls to a tenth already, and the highest would to a fifteenth at a third of the speed. */
const gzipped = (content: ExportedFile): Readable => {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  content.goesTo(gzip);
  // an error of one destroys the other, and fastify learns of it from the one that it sends
  pipeline(content, gzip, () => undefined);
  return gzip;
};

/** A hook that put another stream between file and answer would hold pieces that count as sent (docs/decisions/0069-export-buffers-go-back.md). */
const asItIs = (content: ExportedFile, reply: FastifyReply): Readable => {
  content.goesTo(reply.raw);
  return content;
};

const headersOf = (file: ExportFile, { asOf, projection }: Envelope, asGzip: boolean): Record<string, string> => ({
  'content-type': MEDIA_TYPES[EXPORT_FILES[file].format],
  'content-disposition': `attachment; filename="${file}"`,
  'cache-control': 'private, no-store',
  vary: 'accept-encoding',
  ...(asGzip ? { 'content-encoding': 'gzip' } : {}),
  'x-as-of': asOf,
  'x-projection': projection,
});

/**
 * Answers with the file as it is made. What goes wrong before its first piece is there is thrown, and becomes an answer like any other;
 * what goes wrong later breaks the connection off, so nobody takes a part for the whole.
 */
export const sendFile = async (file: ExportFile, { content, envelope }: StartedExport, reply: FastifyReply) => {
  // an error between the first piece and the moment at which fastify listens must not end the process; fastify finds it afterwards
  content.on('error', () => undefined);
  try {
    await once(content, 'readable');
    const asGzip = !isPacked(file) && wantsGzip(reply.request.headers['accept-encoding']);
    await reply.headers(headersOf(file, envelope, asGzip)).send(asGzip ? gzipped(content) : asItIs(content, reply));
  } finally {
    content.destroy(); // nobody reads the file of a HEAD request, nor one whose sending has failed
  }
};
