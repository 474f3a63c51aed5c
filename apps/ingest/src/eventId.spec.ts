import { streams } from '#stores';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { EVENT_NAMESPACE, eventIdOf, uuidOf } from './eventId.js';

describe('eventIdOf', () => {
  it('does not depend on the order of keys or on blanks', () => {
    const one = JSON.parse('{"a":1,"b":{"c":[1.0,"x"],"d":null}}') as Record<string, never>;
    const other = JSON.parse(' {"b" : {"d":null,"c":[1,"\\u0078"]}, "a":1e0}') as Record<string, never>;
    expect(eventIdOf(one)).toBe(eventIdOf(other));
  });

  it('differs where a value differs', () => {
    expect(eventIdOf({ a: 1 })).not.toBe(eventIdOf({ a: '1' }));
  });

  it('stays what it is for good', () => {
    expect(EVENT_NAMESPACE).toBe('9b2f8c1e-5d47-5f0a-8a36-c4d1e07b9f52');
    expect(eventIdOf({ event_name: 'dialog_create', dialog_uuid: 'ż' })).toBe(
      v5('{"dialog_uuid":"ż","event_name":"dialog_create"}', EVENT_NAMESPACE),
    );
  });
});

it('uuidOf is the UUIDv5 of any name, long ones included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
      expect(uuidOf(name)).toBe(v5(name, EVENT_NAMESPACE));
    }),
  );
  const long = 'ż'.repeat(300_000);
  expect(uuidOf(long)).toBe(v5(long, EVENT_NAMESPACE));
});

it('ids that do not fit into a stream name stand in it as a hash, each its own', () => {
  expect(streams.record('5f46')).toBe('campaignRecord-5f46');
  expect(streams.record('r'.repeat(20_000))).toMatch(/^campaignRecord-~[0-9a-f]{64}$/);
  expect(streams.dialog('\ud800')).not.toBe(streams.dialog('\udfff'));
});
