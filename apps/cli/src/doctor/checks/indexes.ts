import { ok, unknown, type Check, type Finding } from '../check.js';
import { findingOf } from './stores.js';

/** Whether the indexes of each generation are there, and are those that this version makes. */
export const indexes: Check = {
  name: 'indexes',
  look: ({ readModels }): Finding => {
    if (readModels.inspection === null) return unknown('the read models cannot be looked at');
    if (readModels.inspection.indexes === null) return ok('none yet');
    const { found, faults } = readModels.inspection.indexes;
    return findingOf(
      faults,
      ok(`${found} there, all as this version makes them`),
      'docs/runbook.md#the-dashboard-or-the-api-is-slow',
    );
  },
};
