import { fromWireError, type Appended } from '#ports';
import type { AppendRequest } from './appendGroup.js';
import { writePosition } from './position.js';
import type { AppendOutcome } from './writer.worker.js';

interface Waiting {
  readonly request: AppendRequest;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Limits of one transaction, so that many large events neither fill the memory nor keep the write lock for long. */
const GROUP_APPENDS = 1024;
const GROUP_CHARACTERS = 8 * 1024 * 1024;

const charactersOf = ({ events }: AppendRequest): number =>
  events.reduce((sum, { text, metadata }) => sum + text.length + metadata.length, 0);

/** Group commit on the side of the callers: appends that arrive while the writer commits one group wait and become the next group. */
export class AppendQueue {
  #waiting: Waiting[] = [];
  #sending = false;

  /** @param write lets the writer's thread commit a group */
  constructor(private readonly write: (group: readonly AppendRequest[]) => Promise<readonly AppendOutcome[]>) {}

  append(request: AppendRequest): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (this.#sending) return;
      this.#sending = true;
      // Appends of the same turn of the event loop go into the same group.
      setImmediate(() => void this.#sendAll());
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#send(this.#nextGroup());
    this.#sending = false;
  }

  #nextGroup(): Waiting[] {
    let characters = 0;
    const beyond = this.#waiting.findIndex(({ request }, i) => {
      characters += charactersOf(request);
      return i > 0 && (i >= GROUP_APPENDS || characters > GROUP_CHARACTERS);
    });
    return this.#waiting.splice(0, beyond === -1 ? this.#waiting.length : beyond);
  }

  async #send(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.write(group.map(({ request }) => request));
      for (const [i, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[i];
        if (outcome === undefined) throw new Error('the log writer left an append unanswered');
        if ('conflict' in outcome) {
          reject(fromWireError(outcome.conflict));
          continue;
        }
        resolve({ ...outcome, position: writePosition(outcome.position) });
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
