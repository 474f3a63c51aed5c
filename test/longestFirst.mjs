import Sequencer from '@jest/test-sequencer';

/** The test files that take longest, the longest first: one of them begun last would run alone while the other processors wait. */
const LONGEST = [
  'test/browser/dashboard.e2e',
  'apps/projector/src/rebuild/rebuild.int',
  'libs/store-mongodb/src/readModels.int',
  'test/e2e/documentedFlow.e2e',
  'test/e2e/processes.e2e',
  'test/crash/',
  'libs/store-eventstoredb/src/faults.int',
  'test/model/',
  'apps/cli/src/rebuild/rebuild.e2e',
  'test/e2e/',
  '.int.spec.ts',
  '.e2e.spec.ts',
];

const placeOf = ({ path }) => {
  const place = LONGEST.findIndex((part) => path.includes(part));
  return place === -1 ? LONGEST.length : place;
};

/** jest knows how long a file takes only after a first run, and a clean checkout has had none. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other));
  }
}
