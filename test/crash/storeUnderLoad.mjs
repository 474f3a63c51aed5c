// Stores documents and moves the checkpoint without end, each batch touching every one of ten streams; writes the position of each
// acknowledged batch. Every call says in holdCount which batch it is from, so that it can be held against the checkpoint.
import { openSqliteReadModels } from '#store-sqlite';

const [dataDir, callText] = process.argv.slice(2);
const call = JSON.parse(callText);
const readModels = await openSqliteReadModels({ dataDir });
const generation = await readModels.openProjection('calls', '1', 'log');

const checkpoint = await readModels.checkpoint(generation, '1/1');
let expected = checkpoint?.position ?? null;
for (;;) {
  const number = Number(expected ?? 0) + 1;
  const position = String(number).padStart(16, '0');
  const documents = Array.from({ length: 10 }, (_, i) => {
    const stream = `campaignRecord-${i}`;
    // in every other batch each stream has a second call, which the next one withdraws
    const calls = [
      { ...call, id: `${stream}-a` },
      { ...call, id: `${stream}-b` },
    ].slice(0, 1 + (number % 2));
    return {
      stream,
      revision: number,
      position,
      calls: calls.map((one) => ({ ...one, holdCount: number, revision: { stream, number } })),
      record: null,
    };
  });
  await readModels.replaceDocuments(generation, documents, {
    consumer: '1/1',
    expected,
    position,
    logIdentity: 'log',
    logTime: null,
    events: number,
    perSecond: null,
  });
  expected = position;
  process.stdout.write(`${position}\n`);
}
