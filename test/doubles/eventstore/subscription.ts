import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { FaultSwitch } from './faults.js';
import { failure, readEvent, streams } from './protocol.js';
import { flushed, type ReadCall, type RecordFilter } from './readCall.js';
import type { ServerLog, StoredRecord } from './serverLog.js';

export interface SubscriptionOptions {
  /** The index in $all of the first record that it may send. */
  readonly from: number;
  readonly accepts: RecordFilter;
  /** Servers before 24.10 drop a subscription whose consumer is too slow for live events. Later ones read the log again for it. */
  readonly dropsSlowConsumer: boolean;
  /** The number of records after which a checkpoint is sent; null: none, because the subscription has no filter. */
  readonly checkpointEvery: number | null;
}

/** How many live events the server holds for a consumer before it drops the subscription. */
const LIVE_BUFFER = 32;

const consumerTooSlow = (): Error =>
  failure(
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  );

/**
 * One subscription to $all. It sends the records that are there, then `caughtUp` (without a position), then new records as they come. It ends
 * with its call.
 */
export class Subscription {
  #next: number;
  #live = false;
  #ended = false;
  #blocked = false;
  #sinceCheckpoint = 0;
  #wake: () => void = () => undefined;

  constructor(
    private readonly call: ReadCall,
    private readonly log: ServerLog,
    private readonly faults: FaultSwitch,
    private readonly options: SubscriptionOptions,
  ) {
    this.#next = options.from;
  }

  drop(error: Error): void {
    if (this.#ended) return;
    this.#end();
    this.call.emit('error', error);
  }

  /** Resolves when the subscription has ended. */
  async run(): Promise<void> {
    const stopListening = this.log.onAppended(() => this.#onAppended());
    for (const event of ['cancelled', 'close', 'error']) this.call.on(event, () => this.#end());
    await this.#write(confirmation());
    while (!this.#isOver()) {
      await this.faults.thawed();
      const record = this.log.all[this.#next];
      if (record === undefined) await this.#waitForMore();
      else await this.#pass(record);
    }
    stopListening();
  }

  #isOver(): boolean {
    return this.#ended || this.call.cancelled;
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  #onAppended(): void {
    this.#wake();
    const isTooSlow = this.#live && this.#blocked && this.log.all.length - this.#next > LIVE_BUFFER;
    if (isTooSlow && this.options.dropsSlowConsumer) this.drop(consumerTooSlow());
  }

  async #waitForMore(): Promise<void> {
    if (!this.#live) await this.#write(caughtUp());
    this.#live = true;
    if (this.#isOver() || this.log.all.length > this.#next) return;
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async #pass(record: StoredRecord): Promise<void> {
    this.#next += 1;
    if (this.options.accepts(record)) await this.#write(readEvent(record));
    const { checkpointEvery } = this.options;
    if (checkpointEvery === null || ++this.#sinceCheckpoint < checkpointEvery) return;
    this.#sinceCheckpoint = 0;
    await this.#write(
      this.#live ? checkpoint(record.position, record.position) : checkpoint(this.#positionOfNext(), 0),
    );
  }

  /** While the subscription is catching up, a checkpoint's position is the place before the next record. */
  #positionOfNext(): number {
    return this.log.all[this.#next]?.position ?? this.log.end;
  }

  async #write(response: streams.ReadResp): Promise<void> {
    if (this.#isOver() || this.call.write(response)) return;
    this.#blocked = true;
    await flushed(this.call);
    this.#blocked = false;
  }
}

export const confirmation = (): streams.ReadResp => {
  const confirmed = new streams.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(randomUUID());
  const response = new streams.ReadResp();
  response.setConfirmation(confirmed);
  return response;
};

const caughtUp = (): streams.ReadResp => {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
};

const checkpoint = (commit: number, prepare: number): streams.ReadResp => {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(commit));
  reached.setPreparePosition(String(prepare));
  const response = new streams.ReadResp();
  response.setCheckpoint(reached);
  return response;
};
