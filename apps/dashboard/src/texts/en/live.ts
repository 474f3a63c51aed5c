import { counted } from '../counted.js';

const open = counted('en', { one: 'open call', other: 'open calls' });

/** What happens now. */
export const live = {
  tabs: { now: 'Now', stale: 'Without an end' },
  counters: {
    ringing: 'ringing',
    waiting: 'waiting',
    talking: 'talking',
  },
  rule: 'Ringing: nobody has answered. Waiting: one side is there, the other not yet. Talking: somebody talks.',
  table: 'Open calls, the longest first',
  column: {
    running: 'Running',
    doing: 'Now',
    legs: 'Sides',
  },
  none: 'No call is open.',
  more: (count: string) => `and ${count} more`,
  ended: (by: string) => `ended, hung up by: ${by}`,
  over: (limit: string) => `over ${limit}`,
  quiet: (span: string) => `no event for ${span}`,
  limits: 'Limits',
  limit: { ringing: 'Ringing over, s', waiting: 'Waiting over, s', talking: 'Talking over, s' },
  pause: 'Pause',
  resume: 'Resume',
  paused: 'Paused: what is shown does not change.',
  wall: 'For a wall',
  leaveWall: 'Leave the wall',
  connecting: 'Connecting. What is shown may be old.',
  staleRule: (time: string) =>
    `These calls are open, and nothing has come for over ${time}: their ends have probably been lost.`,
  noneStale: 'No call is without an end.',
  spoken: (count: number, ringing: number, waiting: number, talking: number) =>
    `${open(count)}: ${ringing} ringing, ${waiting} waiting, ${talking} talking.`,
};
