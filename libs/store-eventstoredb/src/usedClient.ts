import type { KurrentDBClient } from '@kurrent/kurrentdb-client';

/** One client and the number of calls that run on it. A client that was retired is disposed of when its last call has ended. */
export class UsedClient {
  #uses = 0;
  #isConnected = false;
  #isRetired = false;

  constructor(readonly client: KurrentDBClient) {}

  /**
   * Makes the client ask the server for its capabilities, as it would before its first append. The client remembers the answer for good, a
   * failure too.
   */
  async connect(): Promise<void> {
    await this.client['capabilities'];
    this.#isConnected = true;
  }

  async use<Value>(run: (client: KurrentDBClient) => Promise<Value>): Promise<Value> {
    this.#uses += 1;
    try {
      return await run(this.client);
    } finally {
      this.#uses -= 1;
      if (this.#isRetired && this.#uses === 0) void this.#dispose();
    }
  }

  /** Says that no new call will be made on this client. */
  retire(): void {
    this.#isRetired = true;
    if (this.#uses === 0) void this.#dispose();
  }

  async #dispose(): Promise<void> {
    await this.client.dispose().catch(() => undefined);
    // The client would leave its connection open for half an hour. One that never connected is left alone: asked for its connection, it would
    // first look for the cluster.
    if (this.#isConnected) await this.client['getChannel']().then((channel) => channel.close(), ignore);
  }
}

const ignore = (): void => undefined;
