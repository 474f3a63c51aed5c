import { SEED_CONSULTANT_DIALOG, SEED_RECORD_ID } from '../support/seed.js';

/** The documented call. */
export const CALL = SEED_CONSULTANT_DIALOG;

/** Every screen of the dashboard, with an address that shows it filled. */
export const SCREENS: readonly (readonly [name: string, page: string])[] = [
  ['calls', '/calls?range=all'],
  ['call', `/calls/${CALL}`],
  ['records', '/records?range=all'],
  ['record', `/records/${SEED_RECORD_ID}`],
  ['live', '/live'],
  ['statistics', '/stats?compare=previous&range=last7Days'],
  ['quality', '/quality'],
  ['rebuilds', '/rebuilds'],
  ['exports', '/exports'],
];
