import { BackOff } from '#concurrency';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { StoreUnavailable } from '#ports';
import { isPortError, toPortError } from './clientErrors.js';
import { readAddress, type Credentials } from './connectionUrl.js';
import { inTime } from './timeLimit.js';
import { UsedClient } from './usedClient.js';

/** How long closing may wait for the client's streams to end. */
const CLOSE_MS = 2_000;
/** So long calls may fail, none getting through, before it is tried with another client. */
const TROUBLE_MS = 3_000;
/** At least so long each client has before the next one is made; longer each time, and short again after a while of quiet. */
const BACK_OFF = { firstMilliseconds: 500, longestMilliseconds: 4_000 };
const QUIET_MS = 60_000;

/** What the client says where files of the URL are missing; it names none of them, and nothing else of the URL. */
const SAFE_TO_REPEAT = /^(Failed to load certificate|userCertFile must be given)/;

const makeClient = (connectionString: string): KurrentDBClient => {
  try {
    return KurrentDBClient.connectionString(connectionString);
  } catch (error) {
    const said = error instanceof Error && SAFE_TO_REPEAT.test(error.message) ? error.message : 'it cannot be read';
    // without the cause: the client's error holds the whole URL
    throw new Error(`the event log's URL: ${said}`);
  }
};

/** What every read must be given: its half of the client takes user and password from the URL as they are encoded there. */
export interface ReadAs {
  readonly credentials?: Credentials;
}

/** The client has two halves that connect each for itself: reads go through native code, everything else through JavaScript. */
type Half = 'reads' | 'sends';

/**
 * The client with the adapter's own timers and errors around each of its calls.
 *
 * No client is kept for good. One that could not find the cluster when it was first asked to append never appends; one whose first read
 * met a dead server never reads; and reads stay with the node they began with, also when another one leads. A new client is well at once,
 * so one is made when calls of either half have failed for a while, and again while they go on failing.
 */
export class Connection {
  /** Aborts when the connection is closed. */
  readonly closed: AbortSignal;
  readonly #close = new AbortController();
  readonly #connectionString: string;
  readonly #readAs: ReadAs;
  /** Since when every call of a half has failed. */
  readonly #troubleSince: Record<Half, number | null> = { reads: null, sends: null };
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
   * Runs one read within the time limit (`milliseconds`, by default that of a call).
   * `what` is done, for messages: "reading dialog-1".
   */
  read<Value>(
    what: string,
    run: (client: KurrentDBClient, readAs: ReadAs) => Promise<Value>,
    milliseconds = this.callMs,
  ): Promise<Value> {
    return this.#call('reads', what, milliseconds, (client) => run(client, this.#readAs));
  }

  /** As `read`, for an append or a question to the server. The client knows the user, and given one would send every append alone. */
  send<Value>(what: string, run: (client: KurrentDBClient) => Promise<Value>): Promise<Value> {
    const used = this.#used;
    return this.#call('sends', what, this.callMs, async (client) => {
      try {
        await used.connect();
      } catch (error) {
        // it will fail like this for ever
        this.#renew(used);
        throw error;
      }
      return run(client);
    });
  }

  async close(): Promise<void> {
    this.#close.abort();
    // a client that never got through may not end; nothing of it is needed any more
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
      this.#troubleSince[half] = null;
      return value;
    } catch (error) {
      const portError = toPortError(error, what);
      if (isPortError(portError) && !(portError instanceof StoreUnavailable)) this.#troubleSince[half] = null;
      else this.#onTrouble(half, used, begunAt);
      throw portError;
    }
  }

  #onTrouble(half: Half, used: UsedClient, begunAt: number): void {
    const since = (this.#troubleSince[half] ??= begunAt);
    if (performance.now() - since >= TROUBLE_MS) this.#renew(used);
  }

  /** Makes another client, unless that has happened since the call began or was tried just now. */
  #renew(failed: UsedClient): void {
    const now = performance.now();
    if (failed !== this.#used || this.closed.aborted || now - this.#renewedAt < this.#backOff.nextMilliseconds) return;
    if (now - this.#renewedAt > QUIET_MS) this.#backOff.reset();
    else this.#backOff.grow();
    this.#renewedAt = now;
    try {
      this.#used = new UsedClient(makeClient(this.#connectionString));
    } catch {
      // a file of the URL has gone meanwhile: what there is may still come to itself
      return;
    }
    failed.retire();
  }
}
