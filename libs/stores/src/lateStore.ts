import { BackOff, withinTime } from '#concurrency';
import { StoreUnavailable } from '#ports';

interface Closable {
  close(): Promise<void>;
}

export interface LateStoreOptions<Store extends Closable> {
  /** As messages name it: "event log". */
  readonly name: string;
  readonly open: () => Promise<Store>;
  /** How long a start waits for the first try. */
  readonly patienceMs: number;
  /** Called each time a try fails for another reason than the last, and (with null) when the store is there after all. */
  readonly onChange: (reason: string | null) => void;
}

const BACK_OFF = { firstMilliseconds: 100, longestMilliseconds: 2_000 };

/** A store on a server that may be away when the process starts: it is opened as soon as it can be, and until then every call says so. */
export class LateStore<Store extends Closable> {
  #store: Store | null = null;
  #reason = 'it is being opened';
  #hasBegun = false;
  readonly #closing = new AbortController();

  private constructor(private readonly options: LateStoreOptions<Store>) {}

  /**
   * Resolves when the store is open, or a first try has shown that it is away, or has taken too long.
   * @throws Error the first try says that no other will do better (URL, credentials, version)
   */
  static async begin<Store extends Closable>(options: LateStoreOptions<Store>): Promise<LateStore<Store>> {
    const late = new LateStore(options);
    const first: Promise<{ readonly failure: Error | null }> = late.#try().then(
      () => ({ failure: null }),
      (error: unknown) => ({ failure: error instanceof Error ? error : new Error(String(error)) }),
    );
    const noAnswer = new StoreUnavailable(`no answer within ${options.patienceMs} ms`);
    const known = await withinTime(first, options.patienceMs, () => noAnswer).catch(() => ({ failure: noAnswer }));
    if (known.failure !== null && !(known.failure instanceof StoreUnavailable)) throw known.failure;
    late.#hasBegun = true;
    if (known.failure !== null) late.#isAway(known.failure);
    void first.then(({ failure }) => {
      if (failure === null) return;
      late.#isAway(failure);
      void late.#keepTrying();
    });
    return late;
  }

  /** @throws StoreUnavailable it is not open yet */
  get store(): Store {
    if (this.#store !== null) return this.#store;
    throw new StoreUnavailable(`the ${this.options.name} is away: ${this.#reason}`);
  }

  /** A try that is under way is not waited for: it closes what it opens. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#store?.close();
  }

  async #try(): Promise<void> {
    const store = await this.options.open();
    if (this.#isClosed) {
      await store.close();
      return;
    }
    this.#store = store;
    if (this.#hasBegun) this.options.onChange(null);
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #keepTrying(): Promise<void> {
    const { signal } = this.#closing;
    const backOff = new BackOff(BACK_OFF);
    while (this.#store === null) {
      await backOff.pause(signal);
      if (this.#isClosed) return;
      // wrong credentials or an old server are tried again too: by now they are mended on the server's side
      await this.#try().catch((error: unknown) => this.#isAway(error));
    }
  }

  #isAway(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#isClosed || reason === this.#reason) return;
    this.#reason = reason;
    this.options.onChange(reason);
  }
}
