import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Gauge, Histogram, type Registry } from 'prom-client';
import { Problem } from '#server';
import type { Command, Query } from './messages.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** More queries at once than a store can work on would only wait in memory, each with its answer. */
const MOST_AT_ONCE = 200;

/** Where the controllers ask every query: Nest's bus, with the time of each query measured. */
export class Queries {
  readonly #duration: Histogram<'query'>;
  #running = 0;

  constructor(
    private readonly bus: QueryBus,
    registry: Registry,
  ) {
    this.#duration = new Histogram({
      name: 'query_duration_seconds',
      help: 'From a query to its answer or its refusal, by the name of the query',
      labelNames: ['query'],
      buckets: SECONDS,
      registers: [registry],
    });
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
    const stop = this.#duration.startTimer({ query: query.constructor.name });
    try {
      return await this.bus.execute<Query<Answer>, Answer>(query);
    } finally {
      this.#running -= 1;
      stop();
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
