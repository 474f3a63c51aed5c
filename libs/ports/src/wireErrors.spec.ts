import { TooManyRows } from '#domain';
import {
  BuildUnderWay,
  CheckpointConflict,
  EventTooLarge,
  GenerationConflict,
  RevisionConflict,
  StoreUnavailable,
  WrongLog,
  type Generation,
} from '#ports';
import { fromWireError, toWireError } from './wireErrors.js';

const generation: Generation = {
  projection: 'calls',
  number: 2,
  rulesVersion: '1',
  state: 'failed',
  logIdentity: 'log',
  createdAt: '2024-01-01T00:00:00.000Z',
  switching: 'auto',
  troubles: { rebuild: 'the disk is full' },
  goal: null,
  switchedAt: null,
  feed: { awaiting: null, switches: [] },
};

const ERRORS: readonly Error[] = [
  new RevisionConflict('s', 'none', 4),
  new CheckpointConflict('1/1', null, '5'),
  new BuildUnderWay(generation),
  new GenerationConflict('calls.v2 is failed'),
  new StoreUnavailable('away'),
  new EventTooLarge('too large'),
  new WrongLog('another log'),
  new TooManyRows('120,000 rows'),
  new TypeError('a bug'),
];

it.each(ERRORS.map((error) => [error.name, error] as const))(
  '%s keeps its kind, its message and what it carries on its way to another thread',
  (_, error) => {
    const received = fromWireError(structuredClone(toWireError(error)));
    const isNamed = !(error instanceof TypeError);
    expect(received).toBeInstanceOf(isNamed ? error.constructor : Error);
    expect(received.message).toBe(error.message);
    expect(Object.entries(received)).toEqual(Object.entries(error));
  },
);
