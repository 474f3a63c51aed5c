import type { JsonObject, JsonValue } from '#domain';
import { dialogHold, platformTime, stateUpdate } from './deliveries.js';
import type { Random } from './random.js';
import { eventMilliseconds } from './eventMilliseconds.js';

/** What can go wrong with deliveries, or be new to us (docs/domain.md#delivery, docs/domain.md#dialog-events). */
export const DEFECTS = [
  'missing',
  'repeated',
  'unknown_state',
  'unknown_cause',
  'unknown_side',
  'unknown_type',
  'unknown_event',
  'bad_time',
  'broken_clock',
  'late_state',
  'odd_shape',
] as const;
export type Defect = (typeof DEFECTS)[number];

const BAD_TIMES: readonly JsonValue[] = [
  null,
  '',
  'yesterday',
  '2024-02-30 10:00:00',
  '2024-03-01T08:00:00Z',
  1709280000,
  {},
];
const ODD_VALUES: readonly JsonValue[] = [null, 7, true, [], ['x'], { a: { b: null } }, 'ż😀', '\ud800', '__proto__'];

const changeOne = (
  random: Random,
  events: readonly JsonObject[],
  fits: (event: JsonObject) => boolean,
  change: (event: JsonObject) => JsonObject,
): JsonObject[] => {
  const places = events.flatMap((event, place) => (fits(event) ? [place] : []));
  if (places.length === 0) return [...events];
  const chosen = random.pick(places);
  return events.map((event, place) => (place === chosen ? change(event) : event));
};

const insert = (random: Random, events: readonly JsonObject[], event: JsonObject): JsonObject[] => {
  const place = random.int(0, events.length);
  return [...events.slice(0, place), event, ...events.slice(place)];
};

const isNamed = (name: string) => (event: JsonObject) => event.event_name === name;
const hasApplication = (event: JsonObject): boolean => typeof event.initial_application_info === 'object';
const secondsOf = (event: JsonObject): number => (eventMilliseconds(event) ?? 1_709_280_000_000) / 1000;

/** An event about a dialog of the story that no documentation names. */
const unheardOf = (random: Random, event: JsonObject): JsonObject => {
  const uuid = typeof event.dialog_uuid === 'string' ? event.dialog_uuid : random.uuid();
  return random.pick<() => JsonObject>([
    () => ({ ...dialogHold(uuid, secondsOf(event) + 1), event_name: 'dialog_unhold' }),
    () => ({ ...stateUpdate(uuid, secondsOf(event), 'talking'), event_name: 'dialog_recording_started' }),
    () => ({ event_type: 'user_dialog', dialog_uuid: uuid, event_name: null }),
  ])();
};

const APPLY: Record<Defect, (random: Random, events: readonly JsonObject[]) => JsonObject[]> = {
  missing: (random, events) => {
    const gone = random.int(0, events.length - 1);
    return events.length < 2 ? [...events] : events.filter((_, place) => place !== gone);
  },
  repeated: (random, events) => insert(random, events, random.pick(events)),
  unknown_state: (random, events) =>
    changeOne(random, events, isNamed('dialog_state_update'), (event) => ({
      ...event,
      state: random.pick<JsonValue>(['held', 'busy', 'TALKING', 7, null]),
    })),
  unknown_cause: (random, events) =>
    changeOne(random, events, isNamed('dialog_close'), (event) => ({
      ...event,
      close_cause: random.pick<JsonValue>(['SYSTEM_SHUTDOWN', 'hangup', '', null, { code: 16 }]),
    })),
  unknown_side: (random, events) =>
    changeOne(random, events, hasApplication, (event) => ({
      ...event,
      initial_application_info: {
        ...(event.initial_application_info as JsonObject),
        side: random.pick(['BOT', 'IVR']),
      },
    })),
  unknown_type: (random, events) =>
    changeOne(random, events, isNamed('dialog_create'), (event) => ({ ...event, dialog_type: 'VOICEBOT' })),
  unknown_event: (random, events) => insert(random, events, unheardOf(random, random.pick(events))),
  bad_time: (random, events) =>
    changeOne(
      random,
      events,
      () => true,
      (event) => ({ ...event, event_time: random.pick(BAD_TIMES) }),
    ),
  broken_clock: (random, events) =>
    changeOne(
      random,
      events,
      () => true,
      (event) => ({ ...event, event_time: random.pick(['1970-01-01 00:00:00', '1999-12-31 23:59:59']) }),
    ),
  late_state: (random, events) =>
    changeOne(random, events, isNamed('dialog_state_update'), (event) => ({
      ...event,
      event_time: platformTime(secondsOf(event) + random.int(1, 600)),
    })),
  odd_shape: (random, events) =>
    changeOne(
      random,
      events,
      (event) => typeof event.dialog_uuid === 'string',
      (event) => {
        const key = random.pick(Object.keys(event).filter((name) => name !== 'dialog_uuid'));
        return { ...event, [key]: random.pick(ODD_VALUES) };
      },
    ),
};

/** Gives the events of a story one to three defects; says which. */
export const spoil = (
  random: Random,
  events: readonly JsonObject[],
): { readonly events: readonly JsonObject[]; readonly defects: readonly Defect[] } => {
  const defects = Array.from({ length: random.int(1, 3) }, () => random.pick(DEFECTS));
  return {
    defects,
    events: defects.reduce<readonly JsonObject[]>((spoiled, defect) => APPLY[defect](random, spoiled), events),
  };
};
