import type { CallView, JsonObject } from '#domain';
import { explore, type Scenario, type World } from './linkingModel.js';

const at = (second: number): string => `2024-03-01 10:00:${String(second).padStart(2, '0')}`;
const event = (name: string, dialog: string, second: number, more: JsonObject = {}): JsonObject => ({
  event_type: 'user_dialog',
  event_name: name,
  event_time: at(second),
  dialog_uuid: dialog,
  ...more,
});
const campaign = (side: 'USER' | 'CONTACT', record: string, names: JsonObject = {}): JsonObject => ({
  initial_application_info: { side, type: 'VOICE_CAMPAIGN', data: { id: record, ...names } },
});
const inbound = (side: 'USER' | 'CONTACT', caller: string): JsonObject => ({
  business_direction: 'INBOUND',
  initial_application_info: { side, type: 'EXTERNAL_INBOUND_CALL', data: { caller_dialog_uuid: caller } },
});
const update = (dialog: string, second: number, state: string): JsonObject =>
  event('dialog_state_update', dialog, second, { state });
const met = (dialog: string, second: number): JsonObject =>
  event('dialog_meeting_entered', dialog, second, { meeting_uuid: 'M' });

/** What goes wrong, in several scenarios: all of it at once has too many states to see in a test's time. */
interface Faults {
  readonly what: string;
  readonly linkerCrashes: number;
  readonly ingestCrashes: number;
  readonly redeliveries: number;
  readonly isForgetful: boolean;
  readonly batchSize: number;
}
const fewFaults: readonly Faults[] = [
  {
    what: 'the linker crashes and forgets',
    linkerCrashes: 1,
    ingestCrashes: 0,
    redeliveries: 0,
    isForgetful: true,
    batchSize: 10,
  },
  {
    what: 'an ingest crashes',
    linkerCrashes: 0,
    ingestCrashes: 1,
    redeliveries: 0,
    isForgetful: false,
    batchSize: 10,
  },
  {
    what: 'one event is delivered again',
    linkerCrashes: 0,
    ingestCrashes: 0,
    redeliveries: 1,
    isForgetful: false,
    batchSize: 1,
  },
];
const manyFaults: readonly Faults[] = [
  {
    what: 'the linker crashes twice and an ingest once',
    linkerCrashes: 2,
    ingestCrashes: 1,
    redeliveries: 0,
    isForgetful: true,
    batchSize: 10,
  },
  {
    what: 'the linker crashes and one event is delivered again',
    linkerCrashes: 1,
    ingestCrashes: 0,
    redeliveries: 1,
    isForgetful: true,
    batchSize: 1,
  },
];
/** MODEL=whole takes minutes instead of seconds. */
const isWhole = process.env.MODEL === 'whole';
type Plot = Pick<Scenario, 'name' | 'deliveries'>;
/** `isConflictAlways`: two records claim its dialogs in whatever order all happens, so every call says `record_conflict`. */
type ContestedPlot = Plot & { readonly isConflictAlways?: boolean };
const withFaults = <P extends Plot>(plots: readonly P[], faults: readonly Faults[]): (P & Scenario)[] =>
  plots.flatMap((plot) => faults.map(({ what, ...fault }) => ({ ...plot, ...fault, name: `${plot.name}; ${what}` })));

/** Whatever happens, they end as one and the same set of calls. */
const confluent: Plot[] = [
  {
    name: 'manual: the contact names the consultant, whose close alone names the record',
    deliveries: [
      [update('B', 1, 'answered'), event('dialog_close', 'B', 9, { close_cause: 'HANGUP', ...campaign('USER', 'R') })],
      [
        event('dialog_create', 'A', 2, {
          state: 'ringing',
          ...campaign('CONTACT', 'R', { current_consultant_dialog_uuid: 'B' }),
        }),
      ],
    ],
  },
  {
    name: 'predictive: updates of the contact come before anything names its record',
    deliveries: [
      [update('A', 2, 'answered'), update('A', 3, 'talking')],
      [
        event('dialog_create', 'B', 2, {
          state: 'alerting',
          ...campaign('USER', 'R', { current_contact_dialog_uuid: 'A' }),
        }),
      ],
    ],
  },
  {
    name: 'inbound: the consultant is tied to the caller, whose own updates come first',
    deliveries: [
      [update('B', 3, 'talking'), event('dialog_create', 'A', 1, { state: 'ringing', ...inbound('CONTACT', 'A') })],
      [event('dialog_create', 'B', 2, { state: 'alerting', ...inbound('USER', 'A') })],
    ],
  },
  {
    name: 'a meeting joins two dialogs, one of which turns out to have a record',
    deliveries: [[met('C', 2), met('D', 3)], [event('dialog_create', 'C', 1, campaign('USER', 'R'))]],
  },
];

/** Tied together twice, by the caller and by a meeting: the two ways must not be taken in opposite directions. */
confluent.push({
  name: 'inbound with a meeting: a linker that has forgotten everything meets a dialog linked before',
  deliveries: [
    [event('dialog_close', 'B', 9, { close_cause: 'HANGUP', ...inbound('USER', 'A') }), met('A', 3)],
    [met('B', 3)],
  ],
});

/** Which record keeps the dialog depends on who was first; but each event is in one call. */
const contested: readonly ContestedPlot[] = [
  {
    name: "a contact's close names another record than its create, and its consultant again",
    deliveries: [
      [
        event('dialog_create', 'B', 1, campaign('USER', 'R1')),
        event('dialog_create', 'A', 2, campaign('CONTACT', 'R1', { current_consultant_dialog_uuid: 'B' })),
      ],
      [event('dialog_close', 'A', 9, campaign('CONTACT', 'R2', { current_consultant_dialog_uuid: 'B' }))],
    ],
  },
  {
    name: 'dialogs of two records name each other',
    deliveries: [
      [event('dialog_create', 'A', 1, campaign('CONTACT', 'R1', { current_consultant_dialog_uuid: 'B' }))],
      [event('dialog_create', 'B', 2, campaign('USER', 'R2', { current_contact_dialog_uuid: 'A' }))],
    ],
  },
  {
    name: 'one dialog is claimed by two records',
    deliveries: [
      [event('dialog_create', 'D', 1, campaign('USER', 'R1')), update('D', 2, 'answered')],
      [event('dialog_close', 'D', 9, { close_cause: 'HANGUP', ...campaign('USER', 'R2') })],
    ],
  },
  {
    name: 'a contact of one record names the consultant of another',
    deliveries: [
      [event('dialog_create', 'B', 1, campaign('USER', 'R1'))],
      [
        event('dialog_create', 'A', 2, campaign('CONTACT', 'R2', { current_consultant_dialog_uuid: 'B' })),
        update('B', 3, 'talking'),
      ],
    ],
  },
  {
    name: 'a meeting joins dialogs of two records',
    deliveries: [
      [event('dialog_create', 'C', 1, campaign('USER', 'R1')), met('C', 3)],
      [event('dialog_create', 'D', 2, campaign('USER', 'R2')), met('D', 4)],
    ],
    isConflictAlways: true,
  },
  {
    name: 'two dialogs name each other as callers: a link that would close a circle is not made',
    deliveries: [
      [event('dialog_create', 'A', 1, inbound('CONTACT', 'B')), update('A', 3, 'talking')],
      [event('dialog_create', 'B', 2, inbound('USER', 'A'))],
    ],
  },
];

const expectEachEventInOneCall = (world: World, path: unknown): void => {
  const wrong = [...world.callsByEvent()].filter(([, calls]) => calls !== 1);
  if (wrong.length > 0)
    throw new Error(`events not in exactly one call: ${JSON.stringify(wrong)} after ${JSON.stringify(path)}`);
};

const expectAllInConflict = (world: World): void => {
  for (const { quality } of JSON.parse(world.calls()) as Pick<CallView, 'quality'>[])
    expect(quality).toContain('record_conflict');
};

describe('every interleaving of two ingests and the linker, with crashes and redeliveries between any two steps', () => {
  test.each(withFaults(confluent, isWhole ? manyFaults : fewFaults))(
    '$name: each acknowledged event is in exactly one call, and every end shows the same calls',
    async (scenario) => {
      const outcomes = new Set<string>();
      const states = await explore(scenario, (world, path) => {
        expectEachEventInOneCall(world, path);
        outcomes.add(world.calls());
      });
      console.info(`${scenario.name}: ${states} states`);
      expect(outcomes.size).toBe(1);
      expect(states).toBeGreaterThan(100);
    },
  );

  test.each(withFaults(contested, isWhole ? manyFaults : fewFaults))(
    '$name: each acknowledged event is in exactly one call',
    async (scenario) => {
      let ends = 0;
      const states = await explore(scenario, (world, path) => {
        ends += 1;
        expectEachEventInOneCall(world, path);
        if (scenario.isConflictAlways) expectAllInConflict(world);
      });
      console.info(`${scenario.name}: ${states} states`);
      expect(ends).toBeGreaterThan(0);
      expect(states).toBeGreaterThan(100);
    },
  );
});
