/**
 * Long streams in the service as `npm start` runs it: `node dist/bench/longStreamsServed.js [DIALOGS]` (default 2,500). Of each case, how
 * long it takes until all of it can be read, and then from the answer to the first events of one more dialog until its call can be.
 */
import { caughtUp, withService } from './childProgram.js';
import { inFolder } from './folder.js';
import { untilVisible } from './freshness.js';
import { postOnce } from './load.js';
import { CASES, deliveriesOf, type Case } from './longStreamCases.js';
import { latencyOf, round } from './percentiles.js';

const FURTHER = 40;
const DIALOGS_A_REQUEST = 100;

const measure = (one: Case, dialogs: number): Promise<void> =>
  inFolder((folder) =>
    withService(folder, async (service) => {
      const post = async (first: number, count: number): Promise<void> => {
        const events = Array.from({ length: count }, (_, i) => deliveriesOf(one, first + i)).flat();
        const status = await postOnce(service.url, JSON.stringify(events));
        if (status !== 204) throw new Error(`answered with ${status}`);
      };
      const startedAt = performance.now();
      for (let sent = 0; sent < dialogs; sent += DIALOGS_A_REQUEST) await post(sent, DIALOGS_A_REQUEST);
      await caughtUp(service);
      const seconds = (performance.now() - startedAt) / 1000;
      const times: number[] = [];
      for (let i = 0; i < FURTHER; i++) {
        await post(dialogs + i, 1);
        times.push(await untilVisible(service.url, `d${dialogs + i}`));
      }
      const { p50, p99 } = latencyOf(times);
      process.stdout.write(
        `${one.name}, ${dialogs} dialogs: readable ${round(seconds)} s after the first delivery; ` +
          `one more dialog p50 ${round(p50)} ms, p99 ${round(p99)} ms after its 204\n`,
      );
    }),
  );

const dialogs = Number(process.argv[2] ?? 2_500);
for (const one of CASES) for (const count of [dialogs / 2, dialogs]) await measure(one, count);
