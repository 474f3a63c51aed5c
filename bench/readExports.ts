/**
 * Reads one export of all calls as NDJSON after the other, as fast as they come, for so many seconds; prints JSON:
 * node dist/bench/readExports.js URL SECONDS
 * It stands for a reader on another machine, so it takes only processor time that nobody else wants.
 */
import { setPriority, constants } from 'node:os';

export interface ExportsRead {
  readonly bytes: number;
}

const readUntil = async (url: string, stop: AbortSignal): Promise<ExportsRead> => {
  let bytes = 0;
  try {
    while (!stop.aborted) {
      const answer = await fetch(`${url}/v1/export/calls.ndjson`, {
        signal: stop,
        headers: { 'accept-encoding': 'identity' },
      });
      if (answer.status !== 200 || answer.body === null)
        throw new Error(`an export was answered with ${answer.status}`);
      for await (const chunk of answer.body) bytes += (chunk as Uint8Array).length;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return { bytes };
};

setPriority(constants.priority.PRIORITY_LOW);
const [url = '', seconds = '1'] = process.argv.slice(2);
const stop = new AbortController();
setTimeout(() => stop.abort(), Number(seconds) * 1000);
process.stdout.write(JSON.stringify(await readUntil(url, stop.signal)));
