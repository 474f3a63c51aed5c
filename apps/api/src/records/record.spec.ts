import { presentCall, type Call, type Outcome } from '#domain';
import { recorded } from '../../../../test/support/recorded.js';
import { documentsOf, inLog } from '../../spec/documents.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { recordOf } from './record.js';

const events = inLog(recorded(voiceCampaignManual()));
const stored = documentsOf(events[0]!.stream, events).calls[0]!;
const seed = presentCall(stored, { now: 0, graceSeconds: 300, staleSeconds: 14400 });
const attempt = (number: number, outcome: Outcome, changes: Partial<Call> = {}): Call => ({
  ...seed,
  outcome,
  attempt: { ...seed.attempt!, number },
  ...changes,
});

describe('a record', () => {
  it('is reached by the first attempt that is a conversation', () => {
    const attempts = [attempt(1, 'contact_no_answer'), attempt(2, 'conversation'), attempt(3, 'conversation')];
    expect(recordOf('r', null, attempts)).toMatchObject({ reached: true, attemptsUntilReached: 2, attempts });
  });
  it('is not reached while no attempt is one', () => {
    expect(recordOf('r', null, [attempt(1, 'not_dialed')])).toMatchObject({
      reached: false,
      attemptsUntilReached: null,
    });
    expect(recordOf('r', null, [])).toMatchObject({ reached: false, attemptsUntilReached: null, attempts: [] });
  });
  it('keeps the number of an attempt when the viewer does not see the ones before', () => {
    expect(recordOf('r', null, [attempt(3, 'conversation')]).attemptsUntilReached).toBe(3);
  });
  it('has campaign and project from its own events, else from the latest call that knows them', () => {
    const older = attempt(1, 'conversation', { campaign: { id: 'old', name: 'Old' } });
    const newer = attempt(2, 'conversation', { campaign: null });
    expect(recordOf('r', null, [older, newer]).campaign).toEqual({ id: 'old', name: 'Old' });
    const view = { id: 'r', campaign: { id: 'own', name: null }, project: null, platformState: 'DONE', closedAt: null };
    expect(recordOf('r', view, [older])).toMatchObject({
      campaign: { id: 'own', name: null },
      project: { id: 1, name: 'Projekt Paweł' },
      platformState: 'DONE',
    });
  });
});
