import type { Generation } from '#ports';

/** A generation of the calls, with what a test has to say of it. */
export const aGeneration = (of: Partial<Generation> = {}): Generation => ({
  projection: 'calls',
  number: 1,
  rulesVersion: '1',
  state: 'live',
  logIdentity: 'log',
  createdAt: '2024-01-01T00:00:00.000Z',
  switching: 'auto',
  troubles: {},
  goal: null,
  switchedAt: null,
  feed: { awaiting: null, switches: [] },
  ...of,
});
