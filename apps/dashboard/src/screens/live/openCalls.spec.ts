import type { Call } from '../../api/client.js';
import { applyChange, applyList, withoutEnded, type Change, type OpenCalls } from './openCalls.js';

const call = (id: string, number: number, status: Call['status'] = 'open', stream = 's'): Call =>
  ({ id, status, revision: { stream, number } }) as Call;
const put = (...values: Parameters<typeof call>): Change => ({ change: 'put', call: call(...values) });
const removed = (id: string): Change => ({ change: 'removed', id, replacedBy: null });
const NOTHING: OpenCalls = new Map();
const after = (changes: Change[], calls = NOTHING): OpenCalls =>
  changes.reduce((result, change) => applyChange(result, change, 1000), calls);
const idsOf = (calls: OpenCalls): string[] => [...calls.keys()].sort();

describe('the open calls', () => {
  it('are those that the feed has opened and not removed', () => {
    expect(idsOf(after([put('a', 1), put('b', 1), removed('a'), removed('x')]))).toEqual(['b']);
  });

  it('keep the newer of two states, whichever comes last', () => {
    const calls = after([put('a', 5), put('a', 4)]);
    expect(calls.get('a')?.call.revision.number).toBe(5);
    expect(after([put('a', 1, 'open', 'other')], calls).get('a')?.call.revision.stream).toBe('other');
  });

  it('show an ended call for ten seconds, and none that was never seen open', () => {
    const calls = after([put('a', 1), put('a', 2, 'ended'), put('b', 1, 'ended')]);
    expect([...calls].map(([id, { endedAtMillis }]) => [id, endedAtMillis])).toEqual([['a', 1000]]);
    expect(idsOf(withoutEnded(calls, 11_000))).toEqual(['a']);
    expect(idsOf(withoutEnded(calls, 11_001))).toEqual([]);
  });

  it('let a call go that has become stale', () =>
    expect(idsOf(after([put('a', 1), put('a', 1, 'stale')]))).toEqual([]));
});

describe('a list of open calls that was asked for while the feed went on', () => {
  it('takes the changes that came meanwhile after it, none of them twice', () => {
    const meanwhile = [put('b', 2, 'ended'), put('c', 1), removed('d')];
    const calls = applyList(NOTHING, [call('a', 1), call('b', 1), call('d', 1)], meanwhile, 2000);
    expect(idsOf(calls)).toEqual(['a', 'b', 'c']);
    expect(calls.get('b')?.endedAtMillis).toBe(2000);
  });

  it('is not set back by a change that it has seen already', () => {
    const calls = applyList(NOTHING, [call('a', 7)], [put('a', 6)], 2000);
    expect(calls.get('a')?.call.revision.number).toBe(7);
  });

  it('lets go what is not on it, and keeps what has just ended', () => {
    const before = after([put('a', 1), put('b', 1), put('b', 2, 'ended')]);
    expect(idsOf(applyList(before, [call('c', 1)], [], 2000))).toEqual(['b', 'c']);
  });
});
