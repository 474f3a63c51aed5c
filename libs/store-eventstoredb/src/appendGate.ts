import { StoreUnavailable } from '#ports';

interface Waiting {
  readonly since: number;
  readonly enter: () => void;
  readonly refuse: (error: StoreUnavailable) => void;
}

/**
 * Lets so many appends be in flight at once, the others wait in order: more in flight makes the server no faster, only every answer later.
 */
export class AppendGate {
  #inside = 0;
  #waiting: Waiting[] = [];

  constructor(
    private readonly width: number,
    private readonly longestWaitMs: number,
  ) {}

  /** @throws StoreUnavailable it waited too long and has not begun */
  async pass<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#inside < this.width) this.#inside += 1;
    else {
      await new Promise<void>((enter, refuse) => {
        this.#waiting.push({ since: Date.now(), enter, refuse });
      });
    }
    try {
      return await work();
    } finally {
      this.#letNextIn();
    }
  }

  #letNextIn(): void {
    const latest = Date.now() - this.longestWaitMs;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (next.since >= latest) {
        next.enter();
        return;
      }
      next.refuse(
        new StoreUnavailable(`the event log is too slow: an append waited ${this.longestWaitMs} ms for its turn`),
      );
    }
    this.#inside -= 1;
  }
}
