import { setImmediate as turn } from 'node:timers/promises';
import type { JsonObject } from '#domain';
import { StoreUnavailable, type Checkpoint, type CheckpointMove, type EventLog, type ReadModels } from '#ports';
import { Linker, linkLoop } from '#projector';
import { ingestInto } from '../support/deliver.js';
import { randomFrom, type Random } from '../support/random.js';
import { streams } from '../support/recorded.js';
import { ModelLog, type AppendAnswer } from './modelLog.js';
import type { Story } from './stories.js';

/** What may go wrong while a story is played; each happens at most so many times. */
export interface Faults {
  readonly linkerKills: number;
  readonly ingestRestarts: number;
  readonly redeliveries: number;
}
export const SOME_FAULTS: Faults = { linkerKills: 2, ingestRestarts: 1, redeliveries: 2 };

/** An append that waits until the play lets it go or fails it. */
interface Held {
  readonly go: (answer: AppendAnswer) => void;
  readonly fail: (error: Error) => void;
}

/** Far more turns than any story needs. */
const MOST_TURNS = 20_000;

/** The linker's own loop, of which each append is held until the play says what becomes of it. */
class Linking {
  readonly held: Held[] = [];
  readonly log = new ModelLog(() => new Promise((go, fail) => this.held.push({ go, fail })));
  #checkpoint: Checkpoint | null = null;
  #life = this.#start();

  #start() {
    const stop = new AbortController();
    const { log } = this;
    const readModels = {
      checkpoint: () => Promise.resolve(this.#checkpoint),
      moveCheckpoint: (_generation: null, move: CheckpointMove) =>
        Promise.resolve(void (this.#checkpoint = { ...move, savedAt: move.logTime ?? '' })),
    } as Partial<ReadModels> as ReadModels;
    const linker = new Linker({ log, streams });
    const life = { stop, isOver: false, error: null as unknown };
    linkLoop({ log, readModels, linker, onHandled: () => undefined }, stop.signal)
      .catch((error: unknown) => (life.error = error))
      .finally(() => (life.isOver = true));
    return life;
  }

  /** All that the log holds has been linked. */
  get isDone(): boolean {
    if (this.#life.isOver) throw this.#life.error;
    const last = this.log.events.at(-1);
    return this.held.length === 0 && (last === undefined || this.#checkpoint?.position === last.position);
  }

  /** Ends this life: of what it was about to append each event is lost or written, and it learns of neither. Then another life begins. */
  async kill(random: Random): Promise<void> {
    this.#life.stop.abort();
    while (!this.#life.isOver) {
      for (const { go, fail } of this.held.splice(0))
        if (random.chance(0.5)) go('lost');
        else fail(new StoreUnavailable('killed'));
      await turn();
    }
    this.#life = this.#start();
  }

  async stop(): Promise<void> {
    this.#life.stop.abort();
    while (!this.#life.isOver) await turn();
  }
}

/** Deliveries into one log by two ingests, neither of which knows what the other does. */
class Delivering {
  readonly #log: EventLog;
  #next = 0;
  #ingests;

  constructor(
    private readonly story: Story,
    log: ModelLog,
  ) {
    const append: EventLog['append'] = (...args) => Promise.resolve(log.appendNow(...args));
    this.#log = { append } as Partial<EventLog> as EventLog;
    this.#ingests = this.#start();
  }

  #start() {
    return [ingestInto(this.#log), ingestInto(this.#log)] as const;
  }

  get isDone(): boolean {
    return this.#next === this.story.length;
  }
  get delivered(): readonly JsonObject[] {
    return this.story.slice(0, this.#next);
  }

  receive(body: JsonObject, random: Random): Promise<void> {
    return random.pick(this.#ingests)(body, '2024-01-01T00:00:00.000Z');
  }
  receiveNext(random: Random): Promise<void> {
    return this.receive(this.story[this.#next++]!, random);
  }
  restart(): void {
    this.#ingests = this.#start();
  }
}

/**
 * Plays a story through ingest's routing and the linker's own loop, with everything that may happen at the same time in an order that
 * the seed decides, until all is linked.
 * @returns what the log then holds
 */
export const playStory = async (story: Story, seed: number, faults: Faults): Promise<ModelLog> => {
  const random = randomFrom(seed);
  const left = { ...faults };
  const linking = new Linking();
  const delivering = new Delivering(story, linking.log);
  const isFault = (fault: keyof Faults, chance: number): boolean =>
    left[fault] > 0 && random.chance(chance) && left[fault]-- > 0;
  for (let turns = 0; !delivering.isDone || !linking.isDone; turns++) {
    if (turns > MOST_TURNS) throw new Error('the linker comes to no end');
    if (isFault('linkerKills', 0.03)) await linking.kill(random);
    if (isFault('ingestRestarts', 0.03)) delivering.restart();
    if (delivering.delivered.length > 0 && isFault('redeliveries', 0.05))
      await delivering.receive(random.pick(delivering.delivered), random);
    if (!delivering.isDone && (linking.held.length === 0 || random.chance(0.3))) await delivering.receiveNext(random);
    else linking.held.splice(random.int(0, linking.held.length - 1), 1)[0]?.go('sent');
    await turn();
  }
  await linking.stop();
  return linking.log;
};
