import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { NewEvent, RecordedEvent } from '#ports';
import {
  canonicalJson,
  collect,
  emptyFacts,
  parseStreamName,
  readCallEvent,
  readDelivery,
  readLinkEvent,
  routeDelivery,
  streamNames,
  toView,
  type Delivery,
  type JsonObject,
} from '#domain';
import { Linker } from '#projector';
import { ModelLog } from './modelLog.js';

/** A small world: deliveries waiting at each of two ingests, and how much may go wrong on the way. */
export interface Scenario {
  readonly name: string;
  readonly deliveries: readonly [readonly JsonObject[], readonly JsonObject[]];
  readonly linkerCrashes: number;
  readonly ingestCrashes: number;
  readonly redeliveries: number;
  /** The linker remembers nothing from one batch to the next, as after a restart or with a memory too small. */
  readonly isForgetful: boolean;
  /** At most so many events are linked as one batch. */
  readonly batchSize: number;
}

type Step =
  | { readonly actor: 'ingest'; readonly which: 0 | 1 }
  | { readonly actor: 'crashIngest'; readonly which: 0 | 1 }
  | { readonly actor: 'redeliver'; readonly body: number; readonly which: 0 | 1 }
  | { readonly actor: 'linker' }
  | { readonly actor: 'crashLinker' };

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const idOf = (text: string): string => hash(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5');
const streams = streamNames(hash);

/** A delivery and its event, made once: an exploration comes by each many thousand times. Its correlation is that of a dialog seen first. */
const readOnce = new WeakMap<JsonObject, { readonly delivery: Delivery; readonly event: NewEvent }>();
const METADATA = { receivedAt: '2024-01-01T00:00:00.000Z', source: 'main', schemaVersion: 1 } as const;
const read = (body: JsonObject): { readonly delivery: Delivery; readonly event: NewEvent } => {
  const known = readOnce.get(body);
  if (known !== undefined) return known;
  const delivery = readDelivery(body);
  const { correlationId } = routeDelivery(delivery, 'main', undefined, streams);
  const event: NewEvent = {
    id: idOf(canonicalJson(body)),
    type: delivery.type,
    text: JSON.stringify(body),
    metadata: { ...METADATA, $correlationId: correlationId },
  };
  readOnce.set(body, { delivery, event });
  return { delivery, event };
};

/** One run of the world: the same steps always lead to the same state. */
export class World {
  private readonly delivered: [number, number] = [0, 0];
  private readonly acknowledged: JsonObject[] = [];
  private readonly caches = [new Map<string, string>(), new Map<string, string>()] as const;
  private readonly left;
  /** Appends that the linker has begun, in their order. */
  private readonly held: (() => void)[] = [];
  private readonly log = new ModelLog(() => new Promise((resolve) => this.held.push(() => resolve('sent'))));
  private linker = this.newLinker();
  private checkpoint = -1;
  private failure: string | null = null;
  private handling: { readonly events: readonly RecordedEvent[]; done: boolean } | null = null;

  constructor(private readonly scenario: Scenario) {
    const { linkerCrashes, ingestCrashes, redeliveries } = scenario;
    this.left = { linkerCrashes, ingestCrashes, redeliveries };
  }

  private newLinker(): Linker {
    return new Linker({ log: this.log, streams, remember: 10 });
  }

  /** Everything that could happen next. */
  steps(): Step[] {
    const steps: Step[] = [];
    const linkerBusy = this.handling !== null;
    if (linkerBusy || this.nextForLinker().length > 0) steps.push({ actor: 'linker' });
    if (linkerBusy && this.left.linkerCrashes > 0) steps.push({ actor: 'crashLinker' });
    for (const which of [0, 1] as const) {
      if (this.delivered[which] < this.scenario.deliveries[which].length) steps.push({ actor: 'ingest', which });
      if (this.left.ingestCrashes > 0 && this.caches[which].size > 0) steps.push({ actor: 'crashIngest', which });
      if (this.left.redeliveries > 0)
        this.acknowledged.forEach((_, body) => steps.push({ actor: 'redeliver', body, which }));
    }
    return steps;
  }

  async take(step: Step): Promise<void> {
    switch (step.actor) {
      case 'ingest':
        this.receive(this.scenario.deliveries[step.which][this.delivered[step.which]++]!, step.which);
        return;
      case 'redeliver':
        this.left.redeliveries -= 1;
        this.receive(this.acknowledged[step.body]!, step.which);
        return;
      case 'crashIngest':
        this.left.ingestCrashes -= 1;
        this.caches[step.which].clear();
        return;
      case 'crashLinker':
        this.left.linkerCrashes -= 1;
        this.abandonLinker();
        return;
      case 'linker':
        await this.stepLinker();
    }
  }

  private receive(body: JsonObject, which: 0 | 1): void {
    const { delivery, event } = read(body);
    const cache = this.caches[which];
    const known = delivery.dialogUuid === null ? undefined : cache.get(delivery.dialogUuid);
    const { stream, learned } = routeDelivery(delivery, 'main', known, streams);
    this.log.appendNow(stream, [event], 'any');
    if (learned !== null && delivery.dialogUuid !== null) cache.set(delivery.dialogUuid, learned);
    if (!this.acknowledged.includes(body)) this.acknowledged.push(body);
  }

  private nextForLinker(): readonly RecordedEvent[] {
    return this.log.events
      .filter(
        ({ stream }, i) => i > this.checkpoint && ['record', 'dialog'].includes(parseStreamName(stream)?.kind ?? ''),
      )
      .slice(0, this.scenario.batchSize);
  }

  /** Lets the linker do the first of the appends that it has begun, or take its next batch. (test/model/stories.spec.ts lets it do any.) */
  private async stepLinker(): Promise<void> {
    const waiting = this.held.shift();
    if (waiting) waiting();
    else if (this.handling?.done) this.saveCheckpoint(this.handling.events.at(-1)!);
    else this.startHandling();
    await turn(); // everything the linker does between its appends is done in microtasks
    if (this.failure !== null) throw new Error(`the linker failed: ${this.failure}`);
  }

  private startHandling(): void {
    const events = this.nextForLinker();
    const handling = { events, done: false };
    if (this.scenario.isForgetful) this.linker = this.newLinker();
    this.handling = handling;
    this.linker.handle(events).then(
      () => (handling.done = true),
      (error: unknown) => (this.failure = error instanceof Error ? error.message : 'an error that is none'),
    );
  }

  private saveCheckpoint(event: RecordedEvent): void {
    this.checkpoint = Number(event.position);
    this.handling = null;
  }

  /** Killed between two appends: what it was about to write is never written, its memory is gone, its checkpoint is not. */
  private abandonLinker(): void {
    this.held.length = 0;
    this.handling = null;
    this.linker = this.newLinker();
  }

  /**
   * What the future depends on: what each stream holds, the order only of what the linker has still to read, and what the ingests
   * remember. Worlds with the same key go on alike: a linker that is not forgetful, and has not crashed, knows what it wrote.
   */
  key(): string {
    const held = this.log
      .streamNames()
      .sort()
      .map((name) => [name, [...new Set(this.log.stream(name).map(({ id }) => id))].sort()]);
    const unread = this.log.events.slice(this.checkpoint + 1).map(({ stream, id }) => `${stream}/${id}`);
    const caches = this.caches.map((cache) => [...cache].sort());
    const handling = this.handling && [
      this.handling.events.map(({ stream, id }) => `${stream}/${id}`),
      this.handling.done,
    ];
    return hash(
      JSON.stringify([
        this.log.events.length,
        held,
        unread,
        caches,
        this.left,
        this.delivered,
        handling,
        this.held.length,
      ]),
    );
  }

  /** A circle of links: copies would go round in it for ever, and its dialogs would be projected from no stream. */
  hasCircle(): boolean {
    const links = new Map(
      this.log.events
        .map((event) => [event.stream, event] as const)
        .flatMap(([stream, event]) => {
          const link = readLinkEvent(event);
          return link?.type === 'DialogLinked' ? [[stream, link.to] as const] : [];
        }),
    );
    return [...links.keys()].some((start) => {
      const seen = new Set<string>();
      let at: string | undefined = start;
      while (at !== undefined && !seen.has(at)) {
        seen.add(at);
        at = links.get(at);
      }
      return at !== undefined;
    });
  }

  /** How many calls each acknowledged event is in. */
  callsByEvent(): Map<string, number> {
    const counts = new Map(this.acknowledged.map((body) => [read(body).event.id, 0]));
    for (const name of this.log.streamNames()) {
      const events = this.log.stream(name);
      for (const { legs } of this.view(name).calls) {
        const dialogs = new Set(legs.map((leg) => leg.dialogUuid));
        const ofCall = events
          .map(readCallEvent)
          .filter((event) => event?.type !== 'RecordEvent' && event && dialogs.has(event.dialog));
        for (const id of new Set(ofCall.map((event) => event?.id))) counts.set(id!, (counts.get(id!) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** All calls, as one text. */
  calls(): string {
    const all = this.log.streamNames().flatMap((name) => this.view(name).calls);
    return JSON.stringify(all.sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  private view(stream: string) {
    return ['record', 'dialog'].includes(parseStreamName(stream)?.kind ?? '')
      ? toView(collect(emptyFacts(stream), this.log.stream(stream)))
      : { calls: [], record: null };
  }
}

/** What may happen but need not: a world in which nothing else is left has come to an end. */
const isOptional = ({ actor }: Step): boolean => actor === 'redeliver' || actor === 'crashIngest';

interface Path {
  readonly step: Step;
  readonly before: Path | null;
}
const stepsOf = (path: Path | null): Step[] => (path === null ? [] : [...stepsOf(path.before), path.step]);

const MOST_STATES = 60_000;

/**
 * Visits every reachable state of a scenario once and calls `atEnd` for each in which everything has been done.
 * @returns how many states there are
 */
export const explore = async (
  scenario: Scenario,
  atEnd: (world: World, path: readonly Step[]) => void,
): Promise<number> => {
  const visited = new Set<string>();
  const open: (Path | null)[] = [null];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const world = new World(scenario);
    for (const step of stepsOf(path)) await world.take(step);
    for (let key = world.key(); !visited.has(key); key = world.key()) {
      visited.add(key);
      if (world.hasCircle()) throw new Error(`links close a circle after ${JSON.stringify(stepsOf(path))}`);
      if (visited.size > MOST_STATES) throw new Error(`${scenario.name} has more than ${MOST_STATES} states`);
      const [first, ...others] = world.steps();
      if (world.steps().every(isOptional)) atEnd(world, stepsOf(path));
      if (first === undefined) break;
      for (const step of others) open.push({ step, before: path });
      path = { step: first, before: path };
      await world.take(first);
    }
  }
  return visited.size;
};
