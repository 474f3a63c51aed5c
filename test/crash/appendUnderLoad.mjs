// Appends without end, 32 at a time, to the log in the folder given; writes the id and stream of each event once it is acknowledged.
import { randomUUID } from 'node:crypto';
import { openSqliteEventLog } from '#store-sqlite';

const [dataDir] = process.argv.slice(2);
const log = await openSqliteEventLog({ dataDir });
const text = JSON.stringify({ pad: 'x'.repeat(2_300) });

const appendOn = async (worker) => {
  for (let i = 0; ; i += 1) {
    const event = {
      id: randomUUID(),
      type: 'DialogCreated',
      text,
      metadata: { receivedAt: null, source: 'main', schemaVersion: 1, $correlationId: 'x' },
    };
    const stream = `campaignRecord-${(worker + i) % 50}`;
    await log.append(stream, [event], 'any');
    // to a pipe this is synchronous: what is acknowledged is reported, whatever moment the kill comes at
    process.stdout.write(`${event.id} ${stream}\n`);
  }
};
await Promise.all(Array.from({ length: 32 }, (_, worker) => appendOn(worker)));
