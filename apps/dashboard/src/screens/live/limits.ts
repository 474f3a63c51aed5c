import type { Doing } from '../../lanes/lanes.js';
import { stored, type Stored } from '../../settings/stored.js';

const seconds = (name: Doing, initial: string): Stored<string> =>
  stored<string>(
    `limit.${name}`,
    () => initial,
    (text): text is string => /^\d{1,6}$/.test(text),
  );

/** Seconds beyond which a call is marked, of this browser. */
export const limits: Readonly<Record<Doing, Stored<string>>> = {
  ringing: seconds('ringing', '30'),
  waiting: seconds('waiting', '60'),
  talking: seconds('talking', '1200'),
};

export const useLimits = (): Readonly<Record<Doing, number>> => ({
  ringing: Number(limits.ringing.use()),
  waiting: Number(limits.waiting.use()),
  talking: Number(limits.talking.use()),
});
