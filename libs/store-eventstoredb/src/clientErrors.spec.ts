import { EventTooLarge, RevisionConflict, StoreUnavailable } from '#ports';
import { conflictOf, toPortError } from './clientErrors.js';

const clientError = (fields: object, message = ''): Error => Object.assign(new Error(message), fields);

describe("the client's errors at the port", () => {
  it.each([
    ['a typed one', clientError({ type: 'unavailable' })],
    ['a plain one with a code, as when the server is down', clientError({ code: 14 }, '14 UNAVAILABLE')],
    ['a clean stop', clientError({ type: 'unavailable', code: 13 })],
    ['a consumer that was too slow', clientError({ type: 'unknown', code: 10 }, '10 ABORTED: Consumer too slow')],
    ['a deadline', clientError({ type: 'deadline-exceeded' })],
    ['a node that is not the leader', clientError({ type: 'not-leader', code: 5 })],
    ['a cluster that was not found', new Error('Failed to discover after 10 attempts.')],
    ['a server that is starting', clientError({ type: 'unknown' }, 'Could not recognize Server Is Not Ready')],
    ['a server that is busy', clientError({ type: 'unknown' }, 'Could not recognize Server Is Busy')],
    [
      'a cluster without a leader',
      clientError({ type: 'unknown' }, 'Could not recognize No leader info available in response'),
    ],
  ])('are StoreUnavailable for %s', (_, error) => {
    const mapped = toPortError(error, 'appending to dialog-1');
    expect(mapped).toBeInstanceOf(StoreUnavailable);
    expect(mapped.message).toMatch(/^appending to dialog-1: the event log cannot be reached now \(.+\)$/);
  });

  it('say what to do when access is refused', () => {
    expect(toPortError(clientError({ type: 'access-denied' }), 'reading')).toMatchObject({
      name: 'StoreUnavailable',
      message: expect.stringContaining('rights (docs/eventstoredb.md)') as unknown,
    });
  });

  it.each([
    ['the size of an append', clientError({ type: 'maximum-append-size-exceeded' })],
    [
      'the size of one event, among many appends of a call',
      clientError({ type: 'unknown' }, 'Could not recognize MaximumAppendEventSizeExceeded'),
    ],
    [
      'the size of one event, alone in its call',
      clientError(
        { code: 3 },
        '3 INVALID_ARGUMENT: Event with Id: 1, Size: 9, exceeds Maximum Append Event Size of 8.',
      ),
    ],
  ])('are EventTooLarge where the server refuses %s', (_, error) => {
    expect(toPortError(error, 'x')).toBeInstanceOf(EventTooLarge);
  });

  it('stay what they are when they are errors of the port already', () => {
    const conflict = new RevisionConflict('dialog-1', 'none', 3);
    expect(toPortError(conflict, 'x')).toBe(conflict);
  });

  it('are given up as unknown otherwise, with the original as cause', () => {
    const error = clientError({ type: 'unknown', code: 2 }, '2 UNKNOWN: what is this');
    expect(toPortError(error, 'x')).toMatchObject({ name: 'Error', cause: error });
    expect(toPortError('nonsense', 'x')).toMatchObject({ name: 'Error', cause: 'nonsense' });
  });

  it('name the revision of a conflict', () => {
    expect(conflictOf(clientError({ type: 'wrong-expected-version', actualState: 4n }))).toEqual({ actual: 4 });
    expect(conflictOf(clientError({ type: 'wrong-expected-version', actualState: 'no_stream' }))).toEqual({
      actual: null,
    });
    expect(conflictOf(clientError({ type: 'unavailable' }))).toBeNull();
  });
});
