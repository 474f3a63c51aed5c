import type { Viewer } from '#server';
import type { Envelope } from '../envelope.js';
import { Query, type Handler } from '../messages.js';
import { DEFAULT_LIMIT } from '../pages.js';
import type { AskedChanges } from './changeParameters.js';
import type { ChangeItem, ChangeReader } from './changeReader.js';
import { writeChangeToken } from './changeToken.js';

export interface ChangesAnswer extends Envelope {
  readonly items: readonly ChangeItem[];
  /** The token to go on with; also where there is nothing more now. */
  readonly next: string;
  /** Whether there is more already. */
  readonly hasMore: boolean;
}

/** The calls that have changed since a reader asked last. */
export class FindChanges extends Query<ChangesAnswer> {
  constructor(
    readonly asked: AskedChanges,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

export class FindChangesHandler implements Handler<FindChanges, ChangesAnswer> {
  constructor(private readonly reader: ChangeReader) {}

  async execute({ asked, viewer }: FindChanges): Promise<ChangesAnswer> {
    const { since = null, limit = DEFAULT_LIMIT } = asked;
    const { items, next, hasMore, envelope } = await this.reader.read(viewer, since, limit);
    return { items: items.map(({ item }) => item), next: writeChangeToken(next), hasMore, ...envelope };
  }
}
