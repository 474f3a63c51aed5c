import { callJson, showCall, type StoredCall } from '#domain';
import type { CallJson } from '#ports';
import { aCall, CLOCK } from '../../../test/contract/someCalls.js';
import { someCalls } from '../../../test/support/generateCalls.js';
import { fold } from '../../../test/support/given.js';
import { recorded } from '../../../test/support/recorded.js';
import { shownJson } from './shownJson.js';

const SEED = 47;

const generated = someCalls(300, SEED, { defects: 0.2 })
  .map(({ events }) => recorded(events))
  .filter((events) => events.length > 0)
  .flatMap((events) =>
    fold(events).calls.map((call) => ({ ...call, revision: { stream: events[0]!.stream, number: events.length } })),
  );

/** Texts that look like parts of the JSON they stand in. */
const NAMES = [
  '","status":"open"',
  '","lastEventAt":null,',
  'Kowalski, "Jan"',
  'a\\',
  '","legs":[',
  ']',
  '{',
  'null',
  '',
];
const named = NAMES.flatMap((name) => [
  aCall('s', {
    campaign: { id: name, name },
    consultant: { id: 1.5, username: name, name },
    contact: { number: name, name },
    closeCauses: [name, null],
  }),
  aCall(name, { status: 'open', endedAt: null, contact: { number: '48600100200', name } }),
]);

const plain = [
  aCall('s', { lastReceivedAt: null, recordClosedAt: '2020-08-26T13:00:01Z' }),
  aCall('s', { recordClosedAt: '2020-08-26T13:00:05Z', attempt: null, campaign: null, project: null, hangup: null }),
  aCall('s', {
    consultant: null,
    contact: null,
    direction: null,
    outcome: null,
    quality: ['late_delivery', 'bad_time'],
  }),
  aCall('s', { lastReceivedAt: '2020-08-26T23:59:00.001Z', legs: [] }),
];
const stored: readonly StoredCall[] = [...generated, ...named, ...plain];

const asJson = (call: StoredCall): CallJson => ({ json: callJson(call), revision: call.revision });

describe(`the stored JSON of calls (seed ${SEED})`, () => {
  it('becomes what an object of each call becomes that is shown unmasked and in UTC', () => {
    const showing = { masked: false, zone: null };
    for (const call of stored)
      expect(shownJson(asJson(call), CLOCK)).toBe(JSON.stringify(showCall(call, CLOCK, showing)));
  });
});
