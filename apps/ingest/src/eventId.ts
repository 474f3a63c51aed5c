import { createHash } from 'node:crypto';
import { parse, v5 } from 'uuid';
import { canonicalJson, streamNames, type JsonObject } from '#domain';

/**
 * Namespace of the ids of all platform events. Never to change: a delivery that is sent again must get the id it had.
 */
export const EVENT_NAMESPACE = '9b2f8c1e-5d47-5f0a-8a36-c4d1e07b9f52';
const NAMESPACE_BYTES = parse(EVENT_NAMESPACE);

/** An event's id: UUIDv5 of the UTF-8 bytes of its canonical JSON, so the same body has the same id whoever receives it (domain.md 5). */
export const eventIdOf = (body: JsonObject): string => v5(Buffer.from(canonicalJson(body)), NAMESPACE_BYTES);

/** Stream names with SHA-256 for ids that do not fit into one. */
export const streams = streamNames((text) => createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex'));
