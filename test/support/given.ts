/** given / then for folds: what the log holds, and what is projected from it. */
import {
  collect,
  emptyFacts,
  toView,
  type CallView,
  type JsonObject,
  type LoggedEvent,
  type RecordView,
} from '#domain';
import { shuffle } from './random.js';
import { recorded, streamOf, type RecordedOptions } from './recorded.js';

export interface Folded {
  readonly calls: readonly CallView[];
  readonly record: RecordView | null;
  /** The views of the other orders, where several were given. */
  readonly otherwise: readonly { readonly order: string; readonly view: FoldedView }[];
}
type FoldedView = Pick<Folded, 'calls' | 'record'>;

/** The same events several times over, each time in another order; the first is the given one. */
export interface Orders {
  readonly orders: readonly { readonly name: string; readonly events: readonly JsonObject[] }[];
}

/** The events as given, reversed, three times over, and in several orders that the seed decides. */
export const anyOrder = (events: readonly JsonObject[], seed = 1, count = 20): Orders => ({
  orders: [
    { name: 'as given', events },
    { name: 'reversed', events: [...events].reverse() },
    { name: 'three times over', events: [...events, ...events, ...events] },
    ...Array.from({ length: count }, (_, place) => ({
      name: `shuffled with seed ${seed + place}`,
      events: shuffle(seed + place, place % 2 === 0 ? events : [...events, ...events]),
    })),
  ],
});

/** Folds what the log gives of one stream. */
export const fold = (events: readonly LoggedEvent[], stream?: string): FoldedView =>
  toView(collect(emptyFacts(stream ?? events[0]?.stream ?? 'dialog-none'), events));

export interface Given {
  /** There is exactly one call, and this holds of it. */
  then(check: (call: CallView, folded: Folded) => void): void;
  /** This holds of all calls, in the order of the view. */
  thenCalls(check: (calls: readonly CallView[], folded: Folded) => void): void;
}

const isOrders = (given: readonly JsonObject[] | Orders): given is Orders => !Array.isArray(given);

/** Deliveries of one stream (in one or in several orders), as `recorded` with these options. */
export const given = (deliveries: readonly JsonObject[] | Orders, options: RecordedOptions = {}): Given => {
  const { orders } = isOrders(deliveries) ? deliveries : { orders: [{ name: 'as given', events: deliveries }] };
  const stream = options.stream ?? streamOf(orders[0]!.events);
  const views = orders.map(({ name, events }) => ({
    order: name,
    view: fold(recorded(events, { ...options, stream }), stream),
  }));
  const folded: Folded = { ...views[0]!.view, otherwise: views.slice(1) };
  return {
    then: (check) => {
      expect(folded.calls).toHaveLength(1);
      check(folded.calls[0]!, folded);
    },
    thenCalls: (check) => check(folded.calls, folded),
  };
};

/** Every order gave the same view. */
export const sameView = (_: unknown, folded: Folded): void => {
  const { calls, record } = folded;
  for (const { order, view } of folded.otherwise) expect({ order, ...view }).toEqual({ order, calls, record });
};
