// A worker of a program with newer rules over the folder given, which builds the calls again. Writes a line when it begins with what is to
// be disturbed: `building` (at its first batch of documents) or `comparing` (at its first look at stored streams). Then it goes on until it is killed.
import { startProjector } from '#projector';
import { openStores } from '#stores';
import { streams } from '../../dist/test/support/recorded.js';

const [dataDir, rules, phase] = process.argv.slice(2);
const stores = await openStores({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir });
const begins = { building: 'replaceDocuments', comparing: 'storedStreams' }[phase];
let hasBegun = false;
const readModels = new Proxy(stores.readModels, {
  get(target, name) {
    const value = Reflect.get(target, name);
    if (typeof value !== 'function') return value;
    return (...args) => {
      if (name === begins && !hasBegun) {
        hasBegun = true;
        process.stdout.write(`${phase}\n`);
      }
      return value.apply(target, args);
    };
  },
});
startProjector({
  log: stores.log,
  readModels,
  streams,
  partition: { k: 1, n: 1 },
  now: Date.now,
  logger: { info: () => {}, warn: () => {}, error: () => {} },
  rules: JSON.parse(rules),
  newRulesSwitch: 'auto',
  pollMilliseconds: 20,
});
