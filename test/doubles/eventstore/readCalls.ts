import { status, type ServerErrorResponse } from '@grpc/grpc-js';
import type { FaultSwitch } from './faults.js';
import {
  accessDenied,
  failure,
  identifierOf,
  nameOf,
  noLeader,
  notReady,
  readEvent,
  streamDeleted,
  streams,
  unavailable,
} from './protocol.js';
import { flushed, type ReadCall, type RecordFilter } from './readCall.js';
import type { Rights } from './rights.js';
import type { ServerLog, StoredRecord } from './serverLog.js';
import { confirmation, Subscription } from './subscription.js';

const { BACKWARDS } = streams.ReadReq.Options.ReadDirection;

const INVALID_POSITION = 'Unexpected ReadAllResult: InvalidPosition';

/**
 * Where a read of $all begins, as an index in the log, or why the server refuses the position. `exact`: the position is that of a record, and
 * not of the place before one.
 */
type Place = { readonly index: number; readonly exact: boolean; readonly isBeyondEnd?: boolean } | ServerErrorResponse;

const filterOf = (options: streams.ReadReq.Options): RecordFilter => {
  const filter = options.getFilter();
  if (filter === undefined) return () => true;
  const onStream = filter.hasStreamIdentifier();
  const expression = onStream ? filter.getStreamIdentifier() : filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = new RegExp(expression?.getRegex() ?? '');
  return (record) => {
    const value = onStream ? record.stream : record.type;
    return prefixes.length > 0 ? prefixes.some((prefix) => value.startsWith(prefix)) : regex.test(value);
  };
};

/** The stream that is read; null for $all. */
const streamOf = (options: streams.ReadReq.Options): string | null =>
  options.hasAll() ? null : nameOf(options.getStream()?.getStreamIdentifier());

/** Handles reads of a stream or of $all, and subscriptions to $all. */
export class ReadCalls {
  readonly #subscriptions = new Set<Subscription>();

  constructor(
    private readonly log: ServerLog,
    private readonly faults: FaultSwitch,
    private readonly isFrom2410: boolean,
    private readonly rights: Rights,
  ) {}

  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  readonly read = (call: ReadCall): void => {
    const options = call.request.getOptions();
    if (options === undefined) return void call.emit('error', failure(status.INVALID_ARGUMENT, 'no options'));
    this.faults.run(() => {
      const { unavailable: isUnavailable, notReady: isStarting, deposed, readsFailWith } = this.faults.now;
      if (readsFailWith !== null) call.emit('error', failure(status[readsFailWith], 'injected: a read fails'));
      else if (isUnavailable) call.emit('error', unavailable());
      else if (isStarting) call.emit('error', notReady());
      else if (deposed) call.emit('error', noLeader());
      else if (!this.rights.allows('read', streamOf(options), call.metadata)) call.emit('error', accessDenied());
      else if (options.hasSubscription()) this.#subscribe(call, options);
      else if (options.hasAll()) this.#readAll(call, options);
      else this.faults.runStreamRead(() => this.#readStream(call, options));
    });
  };

  /** Ends every subscription with this error. */
  drop(error: Error): void {
    for (const subscription of this.#subscriptions) subscription.drop(error);
  }

  #readStream(call: ReadCall, options: streams.ReadReq.Options): void {
    const wanted = options.getStream();
    const name = nameOf(wanted?.getStreamIdentifier());
    const stream = this.log.visible(name);
    if (stream === 'tombstoned') return void call.emit('error', streamDeleted(name));
    if (stream === null) {
      const notFound = new streams.ReadResp.StreamNotFound();
      notFound.setStreamIdentifier(identifierOf(name));
      const response = new streams.ReadResp();
      response.setStreamNotFound(notFound);
      call.write(response);
      call.end();
      return;
    }
    const backwards = options.getReadDirection() === BACKWARDS;
    const last = stream.records.length - 1;
    const start = wanted?.hasEnd() === true ? last : wanted?.hasStart() === true ? 0 : Number(wanted?.getRevision());
    const records = stream.records;
    const from = backwards ? Math.min(start, last) : Math.max(start, stream.from);
    void this.#send(
      call,
      records,
      from,
      backwards,
      Number(options.getCount()),
      (record) => record.revision >= stream.from,
    );
  }

  #readAll(call: ReadCall, options: streams.ReadReq.Options): void {
    const backwards = options.getReadDirection() === BACKWARDS;
    const place = this.#placeOf(options);
    if (place instanceof Error) return void call.emit('error', place);
    const missed = options.getAll()?.hasEnd() === true && this.faults.take('headsMissed') ? 1 : 0;
    // A read backwards begins with the record before its position.
    const from = backwards ? place.index - 1 - missed : place.index;
    void this.#send(call, this.log.all, from, backwards, Number(options.getCount()), filterOf(options));
  }

  #subscribe(call: ReadCall, options: streams.ReadReq.Options): void {
    const place = this.#placeOf(options);
    if (place instanceof Error) {
      this.#refuseSubscription(call, place);
      return;
    }
    const filter = options.getFilter();
    const window = filter?.hasMax() === true ? filter.getMax() : 32;
    const subscription = new Subscription(call, this.log, this.faults, {
      // A subscription begins after its position, while a read begins at it.
      from: place.isBeyondEnd && this.isFrom2410 ? Infinity : place.exact ? place.index + 1 : place.index,
      dropsSlowConsumer: !this.isFrom2410,
      accepts: filterOf(options),
      checkpointEvery: filter === undefined ? null : window * Math.max(1, filter.getCheckpointintervalmultiplier()),
    });
    this.#subscriptions.add(subscription);
    void subscription.run().finally(() => this.#subscriptions.delete(subscription));
  }

  #refuseSubscription(call: ReadCall, error: ServerErrorResponse): void {
    if (this.isFrom2410) call.write(confirmation());
    const refusal = failure(status.INVALID_ARGUMENT, 'Trying to read from an invalid position');
    call.emit('error', this.isFrom2410 ? refusal : error);
  }

  /**
   * Checks a position as the server does. It must be the boundary of a record, with prepare not after commit. A position beyond the end is
   * accepted and returns no events. A position with prepare 0, as in a checkpoint, is the place before a record.
   */
  #placeOf(options: streams.ReadReq.Options): Place {
    const all = options.getAll();
    if (all?.hasStart() === true) return { index: 0, exact: false };
    if (all?.hasEnd() === true) return { index: this.log.all.length, exact: false };
    if (this.faults.take('positionsRefused')) return failure(status.UNKNOWN, INVALID_POSITION);
    const [commit, prepare] = [all?.getPosition()?.getCommitPosition(), all?.getPosition()?.getPreparePosition()].map(
      Number,
    );
    if (commit === undefined || prepare === undefined || prepare > commit)
      return failure(status.UNKNOWN, INVALID_POSITION);
    const index = this.log.indexAt(commit);
    const isBoundary = commit >= this.log.end || this.log.all[index]?.position === commit;
    if (!isBoundary) return failure(status.UNKNOWN, INVALID_POSITION);
    return { index, exact: prepare === commit && commit < this.log.end, isBeyondEnd: commit > this.log.end };
  }

  async #send(
    call: ReadCall,
    records: readonly StoredRecord[],
    from: number,
    backwards: boolean,
    count: number,
    accepts: RecordFilter,
  ): Promise<void> {
    let left = count;
    const end = records.length;
    for (let i = from; left > 0 && i >= 0 && i < end && !call.cancelled; i += backwards ? -1 : 1) {
      const record = records[i]!;
      if (!accepts(record)) continue;
      left -= 1;
      if (!call.write(readEvent(record))) await flushed(call);
    }
    call.end();
  }
}
