import { StoreUnavailable, type NewEvent, type Spool, type SpooledEvent } from '#ports';

const bytesOf = ({ text }: { readonly text: string }): number => Buffer.byteLength(text);

/** A spool that takes no more than so many bytes, and knows without asking how much waits in it. */
export class BoundedSpool {
  #events = 0;
  #bytes = 0;
  #isFull = false;
  #failure: string | null = null;

  private constructor(
    private readonly spool: Spool,
    private readonly limitBytes: number,
  ) {}

  static async over(spool: Spool, limitBytes: number): Promise<BoundedSpool> {
    const bounded = new BoundedSpool(spool, limitBytes);
    await bounded.count();
    return bounded;
  }

  get events(): number {
    return this.#events;
  }
  /** Something has been turned away since there was last made room. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Why the disk did not take what it was last given; null when it did. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Resolves once the event is durable here. @throws StoreUnavailable there is no room, or the disk fails */
  async add(stream: string, event: NewEvent): Promise<void> {
    const bytes = bytesOf(event);
    if (this.#bytes + bytes > this.limitBytes) {
      this.#isFull = true;
      throw new StoreUnavailable(`the event log is away, and the spool is full (${this.limitBytes} bytes)`);
    }
    this.#change(1, bytes);
    try {
      if (!(await this.spool.add(stream, event))) this.#change(-1, -bytes);
      this.#failure = null;
    } catch (error) {
      this.#change(-1, -bytes);
      this.#failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  oldest(after: number, limit: number): Promise<readonly SpooledEvent[]> {
    return this.spool.oldest(after, limit);
  }

  async remove(events: readonly SpooledEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.spool.remove(events.map(({ place }) => place));
    this.#isFull = false;
    this.#failure = null;
    this.#change(-events.length, -events.reduce((sum, event) => sum + bytesOf(event), 0));
  }

  /** Looks how much there is. */
  async count(): Promise<void> {
    ({ events: this.#events, bytes: this.#bytes } = await this.spool.size());
  }

  close(): Promise<void> {
    return this.spool.close();
  }

  #change(events: number, bytes: number): void {
    this.#events = Math.max(0, this.#events + events);
    this.#bytes = Math.max(0, this.#bytes + bytes);
  }
}
