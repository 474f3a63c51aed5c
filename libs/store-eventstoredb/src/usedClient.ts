import type { KurrentDBClient } from '@kurrent/kurrentdb-client';

/** One client and the calls that run on it: once it is retired, it is disposed of when the last of them has ended. */
export class UsedClient {
  #uses = 0;
  #isConnected = false;
  #isRetired = false;

  constructor(readonly client: KurrentDBClient) {}

  /** Asks the server what it can do, which the client does before its first append, and remembers: a failure too, and for good. */
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

  /** Nothing new is begun on it. */
  retire(): void {
    this.#isRetired = true;
    if (this.#uses === 0) void this.#dispose();
  }

  async #dispose(): Promise<void> {
    await this.client.dispose().catch(() => undefined);
    // the client leaves its connection open for half an hour; one that has none would look for the cluster first
    if (this.#isConnected) await this.client['getChannel']().then((channel) => channel.close(), ignore);
  }
}

const ignore = (): void => undefined;
