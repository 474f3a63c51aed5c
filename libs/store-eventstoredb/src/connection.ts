import { BackOff } from '#concurrency';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { StoreUnavailable } from '#ports';
import { isPortError, toPortError } from './clientErrors.js';
import { readAddress, type Credentials } from './connectionUrl.js';
import { decodeBase64Natively } from './nativeBase64.js';
import { useOneNativeThread } from './nativeThreads.js';
import { inTime } from './timeLimit.js';
import { UsedClient } from './usedClient.js';

decodeBase64Natively();
useOneNativeThread();

/** How long closing waits for the client's open streams to end. */
const CLOSE_MS = 2_000;
/** The client is replaced when all its calls of one half have failed for this long. */
const FAILING_MS = 3_000;
/** The least time between two replacements. It grows with each one, and is short again when none was needed for QUIET_MS. */
const BACK_OFF = { firstMilliseconds: 500, longestMilliseconds: 4_000 };
const QUIET_MS = 60_000;

/** The client's messages about missing certificate files. They may be shown because they repeat no part of the URL, which holds a password. */
const SAFE_TO_REPEAT = /^(Failed to load certificate|userCertFile must be given)/;

const makeClient = (connectionString: string): KurrentDBClient => {
  try {
    return KurrentDBClient.connectionString(connectionString);
  } catch (error) {
    const reason = error instanceof Error && SAFE_TO_REPEAT.test(error.message) ? error.message : 'it cannot be read';
    // The cause is left out because the client's error holds the whole URL, password included.
    throw new Error(`the event log's URL: ${reason}`);
  }
};

/** Options for every read. The half of the client that reads does not decode user and password of the URL, so they are passed decoded. */
export interface ReadAs {
  readonly credentials?: Credentials;
}

/** The client has two halves with connections of their own: reads go through native code, everything else through JavaScript. */
type Half = 'reads' | 'sends';

/**
 * Runs calls on the vendor's client, with a time limit and the port's errors, and replaces the client when it no longer works.
 *
 * Replacing is needed because the client does not recover by itself from everything. If it could not find the cluster for its first append,
 * all later appends fail. If its first read met a dead server, all later reads fail. Its reads also stay with the node they began with, even
 * when another node leads. A new client works at once, so one is made when the calls of either half have failed for a while.
 */
export class Connection {
  /** Aborts when the connection is closed. */
  readonly closed: AbortSignal;
  readonly #close = new AbortController();
  readonly #connectionString: string;
  readonly #readAs: ReadAs;
  /** For each half, when its first failed call since the last success began; null when the last call succeeded. */
  readonly #failingSince: Record<Half, number | null> = { reads: null, sends: null };
  #used: UsedClient;
  #renewedAt = -Infinity;
  readonly #backOff = new BackOff(BACK_OFF);

  constructor(
    url: string,
    private readonly callMs: number,
  ) {
    const { connectionString, credentials } = readAddress(url);
    this.#connectionString = connectionString;
    this.#readAs = credentials === null ? {} : { credentials };
    this.#used = new UsedClient(makeClient(this.#connectionString));
    this.closed = this.#close.signal;
  }

  /**
   * Runs one read.
   * @param what the action, for messages, such as "reading dialog-1"
   * @param run does the read; it must pass `readAs` on to the client
   * @param milliseconds the time limit
   * @throws StoreUnavailable, and the other errors of `toPortError`
   */
  read<Value>(
    what: string,
    run: (client: KurrentDBClient, readAs: ReadAs) => Promise<Value>,
    milliseconds = this.callMs,
  ): Promise<Value> {
    return this.#call('reads', what, milliseconds, (client) => run(client, this.#readAs));
  }

  /**
   * Runs one append, or another call that is not a read. No credentials are passed: this half of the client takes them from the URL, and
   * with credentials of its own every append would become a call of its own.
   */
  send<Value>(what: string, run: (client: KurrentDBClient) => Promise<Value>): Promise<Value> {
    const used = this.#used;
    return this.#call('sends', what, this.callMs, async (client) => {
      try {
        await used.connect();
      } catch (error) {
        // The client remembers this failure, so all its later appends would fail in the same way.
        this.#renew(used);
        throw error;
      }
      return run(client);
    });
  }

  async close(): Promise<void> {
    this.#close.abort();
    // A client that never reached a server may not end. That does no harm, since nothing more is expected of it.
    await inTime('closing the event log', CLOSE_MS, this.#used.client.dispose()).catch(() => undefined);
  }

  async #call<Value>(
    half: Half,
    what: string,
    milliseconds: number,
    run: (client: KurrentDBClient) => Promise<Value>,
  ): Promise<Value> {
    const used = this.#used;
    const begunAt = performance.now();
    try {
      const value = await used.use((client) => inTime(what, milliseconds, run(client)));
      this.#failingSince[half] = null;
      return value;
    } catch (error) {
      const portError = toPortError(error, what);
      if (isPortError(portError) && !(portError instanceof StoreUnavailable)) this.#failingSince[half] = null;
      else this.#onFailure(half, used, begunAt);
      throw portError;
    }
  }

  #onFailure(half: Half, used: UsedClient, begunAt: number): void {
    const since = (this.#failingSince[half] ??= begunAt);
    if (performance.now() - since >= FAILING_MS) this.#renew(used);
  }

  /** Replaces the client, unless it was replaced since the failed call began, or another replacement was tried only just now. */
  #renew(failed: UsedClient): void {
    const now = performance.now();
    if (failed !== this.#used || this.closed.aborted || now - this.#renewedAt < this.#backOff.nextMilliseconds) return;
    if (now - this.#renewedAt > QUIET_MS) this.#backOff.reset();
    else this.#backOff.grow();
    this.#renewedAt = now;
    try {
      this.#used = new UsedClient(makeClient(this.#connectionString));
    } catch {
      // A certificate file that the URL names is missing now. The old client is kept, since it may still recover.
      return;
    }
    failed.retire();
  }
}
