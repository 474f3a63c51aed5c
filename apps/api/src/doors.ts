import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Histogram, type Registry } from 'prom-client';
import type { Command, Query } from './messages.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Where the controllers ask every query: Nest's bus, with the time of each query measured. */
export class Queries {
  readonly #duration: Histogram<'query'>;

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
  }

  /** @throws what the query's handler throws */
  async execute<Answer>(query: Query<Answer>): Promise<Answer> {
    const stop = this.#duration.startTimer({ query: query.constructor.name });
    try {
      return await this.bus.execute<Query<Answer>, Answer>(query);
    } finally {
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
