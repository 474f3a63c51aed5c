import { EventTooLarge, StoreUnavailable, type Appended, type EventLog, type NewEvent } from '#ports';

interface Kept {
  readonly stream: string;
  readonly event: NewEvent;
}

/** A log in memory that can go away: `down` it fails, `broken` for no reason known, `silent` it does not answer until it is up again. */
export class FickleLog implements Pick<EventLog, 'append' | 'head'> {
  state: 'up' | 'down' | 'broken' | 'silent' = 'up';
  /** Ids of events it never takes. */
  readonly refuses = new Set<string>();
  /** In the order in which they were taken, a repeat once. */
  readonly kept: Kept[] = [];
  /** How often it was asked to append. */
  asked = 0;
  #silent: (() => void)[] = [];

  async append(stream: string, [event]: readonly NewEvent[]): Promise<Appended> {
    this.asked += 1;
    await this.#answer();
    if (event === undefined || this.refuses.has(event.id)) throw new EventTooLarge('this event is not taken');
    const repeated = this.kept.some((one) => one.stream === stream && one.event.id === event.id);
    if (!repeated) this.kept.push({ stream, event });
    return { revision: this.kept.length, position: String(this.kept.length), repeated };
  }

  async head(): Promise<string> {
    await this.#answer();
    return String(this.kept.length);
  }

  comesBack(): void {
    this.state = 'up';
    for (const wake of this.#silent.splice(0)) wake();
  }

  idsIn(stream: string): string[] {
    return this.kept.filter((one) => one.stream === stream).map(({ event }) => event.id);
  }

  async #answer(): Promise<void> {
    if (this.state === 'silent') await new Promise<void>((resolve) => this.#silent.push(resolve));
    if (this.state === 'broken') throw new Error('nobody knows this error');
    if (this.state === 'down') throw new StoreUnavailable('nobody is there');
  }
}
