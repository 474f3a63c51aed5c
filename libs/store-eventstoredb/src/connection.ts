import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { toPortError } from './clientErrors.js';
import { toConnectionString } from './connectionUrl.js';
import { inTime } from './timeLimit.js';

/** How long closing may wait for the client's streams to end. */
const CLOSE_MS = 2_000;

/** What the client says where files of the URL are missing; it names none of them, and nothing else of the URL. */
const SAFE_TO_REPEAT = /^(Failed to load certificate|userCertFile must be given)/;

const makeClient = (url: string): KurrentDBClient => {
  const connectionString = toConnectionString(url);
  try {
    return KurrentDBClient.connectionString(connectionString);
  } catch (error) {
    const said = error instanceof Error && SAFE_TO_REPEAT.test(error.message) ? error.message : 'it cannot be read';
    // without the cause: the client's error holds the whole URL
    throw new Error(`the event log's URL: ${said}`);
  }
};

/** The client with the adapter's own timers and errors around each of its calls. */
export class Connection {
  readonly client: KurrentDBClient;
  /** Aborts when the connection is closed. */
  readonly closed: AbortSignal;
  readonly #close = new AbortController();

  constructor(
    url: string,
    private readonly callMs: number,
  ) {
    this.client = makeClient(url);
    this.closed = this.#close.signal;
  }

  /**
   * Runs one call within the time limit (`milliseconds`, by default that of a call).
   * `what` is done, for messages: "reading dialog-1".
   */
  async call<Value>(
    what: string,
    run: (client: KurrentDBClient) => Promise<Value>,
    milliseconds = this.callMs,
  ): Promise<Value> {
    try {
      return await inTime(what, milliseconds, run(this.client));
    } catch (error) {
      throw toPortError(error, what);
    }
  }

  async close(): Promise<void> {
    this.#close.abort();
    // a client that never got through may not end; nothing of it is needed any more
    await inTime('closing the event log', CLOSE_MS, this.client.dispose()).catch(() => undefined);
  }
}
