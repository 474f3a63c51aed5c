import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { REFUSED, REPLAYED, STREAM_PREFIXES, type JsonObject } from '#domain';
import type { EventLog, RecordedEvent } from '#ports';
import { streams } from '#stores';
import { uuidOf } from './eventId.js';
import type { DeliveryLog } from './outage/deliveryLog.js';

/** How much of a refused body is kept. */
export const KEPT_BYTES = 64 * 1024;

/** A body as it was refused. */
export interface RefusedBody {
  readonly source: string;
  readonly bytes: Buffer;
  readonly reason: string;
  /** ISO 8601 UTC. */
  readonly refusedAt: string;
}

/** A refused body as it is kept. */
export interface QuarantinedBody {
  /** Event id; the same body refused again for the same source has the same. */
  readonly id: string;
  readonly source: string;
  readonly reason: string;
  readonly refusedAt: string;
  /** SHA-256 of the whole body, hex. */
  readonly contentHash: string;
  /** Size of the whole body; `kept` holds its first 64 KiB. */
  readonly size: number;
  readonly kept: Buffer;
  /** When it was sent again with success, else null. */
  readonly replayedAt: string | null;
}

/** The first 64 KiB; of a text that had to be cut only whole characters, which have up to four bytes. */
const keptPart = (bytes: Buffer): { readonly encoding: 'utf8' | 'base64'; readonly body: string } => {
  const kept = bytes.subarray(0, KEPT_BYTES);
  const mostCut = bytes.length > kept.length ? 3 : 0;
  for (let cut = 0; cut <= mostCut; cut++) {
    const whole = kept.subarray(0, kept.length - cut);
    if (isUtf8(whole)) return { encoding: 'utf8', body: whole.toString('utf8') };
  }
  return { encoding: 'base64', body: kept.toString('base64') };
};

/** Bodies of the two events, as this file writes them. */
interface Refused {
  readonly reason: string;
  readonly refusedAt: string;
  readonly contentHash: string;
  readonly size: number;
  readonly encoding: 'utf8' | 'base64';
  readonly body: string;
}
interface Replayed {
  readonly refused: string;
  readonly replayedAt: string;
}

const toQuarantined = (event: RecordedEvent, replayedAt: string | null): QuarantinedBody => {
  const { encoding, body, ...refused } = event.body as unknown as Refused;
  return {
    id: event.id,
    source: event.metadata.source,
    ...refused,
    kept: Buffer.from(body, encoding),
    replayedAt,
  };
};

/** Bodies that were refused, one stream per source: kept, looked at, sent again. */
export class Quarantine {
  /** `into`: what stands before the log where it may be away. */
  constructor(
    private readonly log: EventLog,
    private readonly into: DeliveryLog = log,
  ) {}

  /** Keeps the first 64 KiB; the same body for the same source is kept once. Answers its id. @throws StoreUnavailable */
  async keep({ source, bytes, ...refused }: RefusedBody): Promise<string> {
    const contentHash = createHash('sha256').update(bytes).digest('hex');
    const id = uuidOf(`${REFUSED} ${source} ${contentHash}`);
    const body = { ...refused, contentHash, size: bytes.length, ...keptPart(bytes) } satisfies Refused;
    await this.#append(REFUSED, id, source, refused.refusedAt, body);
    return id;
  }

  /** Notes that the body has been sent again with success. @throws StoreUnavailable */
  async markReplayed({ id, source }: QuarantinedBody, replayedAt: string): Promise<void> {
    const body = { refused: id, replayedAt } satisfies Replayed;
    await this.#append(REPLAYED, uuidOf(`${REPLAYED} ${id}`), source, replayedAt, body);
  }

  /** Everything kept, of one source or of all, in the order in which it was refused. @throws StoreUnavailable */
  async list(source: string | null = null): Promise<readonly QuarantinedBody[]> {
    const refused: RecordedEvent[] = [];
    const replayed = new Map<string, string>();
    for await (const event of this.#events(source)) {
      if (event.type === REFUSED) refused.push(event);
      else if (event.type === REPLAYED) {
        const { refused: id, replayedAt } = event.body as unknown as Replayed;
        replayed.set(id, replayedAt);
      }
    }
    return refused.map((event) => toQuarantined(event, replayed.get(event.id) ?? null));
  }

  async *#events(source: string | null): AsyncGenerator<RecordedEvent> {
    if (source !== null) {
      yield* this.log.readStream(streams.quarantine(source));
      return;
    }
    const end = new AbortController();
    for await (const { events, caughtUp } of this.log.follow({
      after: null,
      prefixes: [STREAM_PREFIXES.quarantine],
      signal: end.signal,
    })) {
      yield* events;
      if (!caughtUp) continue;
      end.abort();
      return;
    }
  }

  async #append(type: string, id: string, source: string, at: string, body: JsonObject): Promise<void> {
    const metadata = { receivedAt: at, source, schemaVersion: 1, $correlationId: source } as const;
    const event = { id, type, text: JSON.stringify(body), metadata };
    await this.into.append(streams.quarantine(source), [event], 'any');
  }
}
