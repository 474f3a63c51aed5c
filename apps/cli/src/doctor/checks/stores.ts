import type { StoreFault, StoreInspection } from '#ports';
import { ok, worst, type Check, type Finding, type Looked } from '../check.js';

const RUNBOOK = 'docs/runbook.md#a-store-is-away';

/** Faults of a store in one finding: the first worst one is its message. */
export const findingOf = (faults: readonly StoreFault[], good: Finding, runbook: string): Finding => {
  const verdict = worst(faults.map(({ severity }) => severity));
  const first = faults.find(({ severity }) => severity === verdict);
  if (first === undefined) return good;
  const more = faults.length === 1 ? '' : ` (and ${faults.length - 1} more)`;
  return {
    verdict,
    message: `${first.message}${more}`,
    remedy: { text: first.remedy, runbook },
    details: faults.length === 1 ? [] : faults.map(({ message, remedy }) => `${message}: ${remedy}`),
  };
};

const look = (looked: Looked<StoreInspection>): Finding => {
  if (looked.inspection === null)
    return {
      verdict: 'error',
      message: looked.reason,
      remedy: { text: 'see whether it runs and can be reached from here', runbook: RUNBOOK },
    };
  const { product, isNew, faults } = looked.inspection;
  return findingOf(faults, ok(isNew ? `${product}, new: nothing is in it yet` : product), RUNBOOK);
};

/** Whether it can be reached, and is one that the product can work with. */
export const eventLog: Check = { name: 'event log', look: ({ log }) => look(log) };

export const readModels: Check = { name: 'read models', look: (examined) => look(examined.readModels) };
