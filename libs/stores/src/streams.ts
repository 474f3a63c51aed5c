import { createHash } from 'node:crypto';
import { streamNames } from '#domain';

/** Names of streams, with SHA-256 for ids that do not fit into one. Every process must name them alike. */
export const streams = streamNames((text) => createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex'));
