import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Gauge, type Registry } from 'prom-client';
import { Problem } from '#server';
import type { Command, Query } from './messages.js';

/** More queries at once than a store can work on would only wait in memory, each with its answer. */
const MOST_AT_ONCE = 200;

/** Where the controllers ask every query: Nest's bus, with a limit on how many are answered at once. */
export class Queries {
  #running = 0;

  constructor(
    private readonly bus: QueryBus,
    registry: Registry,
  ) {
    const count = (): number => this.#running;
    new Gauge({
      name: 'queries_running',
      help: 'Queries that are being answered, or wait for their turn',
      registers: [registry],
      collect() {
        this.set(count());
      },
    });
  }

  /** @throws what the query's handler throws @throws Problem 503 there are too many already */
  async execute<Answer>(query: Query<Answer>): Promise<Answer> {
    if (this.#running >= MOST_AT_ONCE)
      throw new Problem(503, `${MOST_AT_ONCE} queries are being answered already. Try again in a second.`, {
        retryAfterSeconds: 1,
        isLogged: true,
      });
    this.#running += 1;
    try {
      return await this.bus.execute<Query<Answer>, Answer>(query);
    } finally {
      this.#running -= 1;
    }
  }
}

/** Where the controllers give every command. */
export class Commands {
  constructor(private readonly bus: CommandBus) {}

  /** @throws what the command's handler throws */
  execute<Result>(command: Command<Result>): Promise<Result> {
    return this.bus.execute<Command<Result>, Result>(command);
  }
}
