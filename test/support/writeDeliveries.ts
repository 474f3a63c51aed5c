/**
 * Writes deliveries of generated calls to standard output, one JSON object a line, for imports and benches:
 * node dist/test/support/writeDeliveries.js --calls 100000 --seed 1 [--defects 0.05] [--at-a-time 50] [--seconds-between 2] > file.ndjson
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { generateCalls } from './generateCalls.js';
import { interleave, take } from './interleave.js';

const CHUNK_CHARACTERS = 1 << 18;

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    defects: { type: 'string', default: '0' },
    'at-a-time': { type: 'string', default: '50' },
    'seconds-between': { type: 'string', default: '2' },
  },
});

const numberFrom = (name: keyof typeof values): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} takes a number, got ${values[name]}`);
};

const writeAll = async (): Promise<void> => {
  const seed = numberFrom('seed');
  const calls = generateCalls(seed, { defects: numberFrom('defects'), secondsBetween: numberFrom('seconds-between') });
  let chunk = '';
  let events = 0;
  for (const event of interleave(seed, take(numberFrom('calls'), calls), numberFrom('at-a-time'))) {
    chunk += `${JSON.stringify(event)}\n`;
    events++;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    chunk = '';
  }
  process.stdout.write(chunk);
  process.stderr.write(`${events} events\n`);
};

// a reader that has seen enough (head) closes the pipe: that is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
await writeAll();
