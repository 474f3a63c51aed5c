import { isDeepStrictEqual } from 'node:util';
import type { OnModuleDestroy } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import { pLimit } from '#concurrency';
import type { ReadModels } from '#ports';
import type { ReadUpTo } from '#projections';
import { Problem, type Credentials, type Viewer, type Viewers } from '#server';
import { changeEvents } from './changeEvents.js';
import type { ChangeReader } from './changeReader.js';
import { FeedWatch } from './feedWatch.js';

/** A stream holds a connection, and up to so many parts of the feed at once keep the store from whoever asks for a page. */
const MOST_STREAMS = 200;
const READS_AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 10;

/** The streams of changes that are open in this process. */
export class ChangeStreams implements OnModuleDestroy {
  readonly #open = new Set<AbortController>();
  readonly #reads = pLimit(READS_AT_ONCE);
  readonly #watch: FeedWatch;

  constructor(
    private readonly reader: ChangeReader,
    readModels: ReadModels,
    private readonly viewers: Viewers,
    metrics: Registry,
  ) {
    this.#watch = new FeedWatch(readModels);
    const count = (): number => this.#open.size;
    new Gauge({
      name: 'change_streams_open',
      help: 'Readers of /v1/changes/stream',
      registers: [metrics],
      collect() {
        this.set(count());
      },
    });
  }

  /**
   * The events for a viewer who asked with these credentials, until `close` is called, the key is removed or changed, the session is over, or
   * the process stops.
   * @throws 503 there are too many already
   */
  open(viewer: Viewer, credentials: Credentials, since: ReadUpTo | null) {
    if (this.#open.size >= MOST_STREAMS)
      throw new Problem(503, `${MOST_STREAMS} readers have a stream of changes open already.`, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    const controller = new AbortController();
    this.#open.add(controller);
    const { reader } = this;
    const events = changeEvents({
      reader: {
        read: (...asked) => this.#reads(() => reader.read(...asked)),
        now: (...asked) => this.#reads(() => reader.now(...asked)),
      },
      watch: this.#watch,
      viewer,
      since,
      mayRead: () => isDeepStrictEqual(this.viewers.of(credentials), viewer),
      signal: controller.signal,
    });
    const close = (): void => {
      this.#open.delete(controller);
      controller.abort();
    };
    return { events, close };
  }

  /** So that each answer comes to its end before the server stops. */
  onModuleDestroy(): void {
    for (const controller of this.#open) controller.abort();
  }
}
