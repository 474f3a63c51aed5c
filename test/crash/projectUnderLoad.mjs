// A whole worker over the folder given: ingests the deliveries of a file from a place on (and again from the start, as repeats),
// 16 at a time over two memories, while linker and projection run. Writes the place of each delivery once it is acknowledged.
import { readFileSync } from 'node:fs';
import { RULES } from '#domain';
import { startProjector } from '#projector';
import { openStores } from '#stores';
import { ingestInto } from '../../dist/test/support/deliver.js';
import { streams } from '../../dist/test/support/recorded.js';

const [dataDir, file, from] = process.argv.slice(2);
const bodies = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const stores = await openStores({ eventStoreUrl: 'sqlite', readModelUrl: 'sqlite', dataDir });
startProjector({
  ...stores,
  streams,
  partition: { k: 1, n: 1 },
  rules: RULES,
  newRulesSwitch: 'auto',
  pollMilliseconds: 20,
  now: Date.now,
  logger: { info: () => {}, warn: () => {}, error: () => {} },
});
const ingests = [ingestInto(stores.log), ingestInto(stores.log)];
let next = Number(from);
const ingest = async () => {
  for (;;) {
    const place = next++ % bodies.length;
    await ingests[place % 2](bodies[place], '2024-06-01T00:00:00.000Z');
    process.stdout.write(`${place}\n`);
  }
};
await Promise.all(Array.from({ length: 16 }, ingest));
