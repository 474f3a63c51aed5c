/** npm run bench: how fast, and measured against what (docs/performance.md). The figures of one run belong together; `--help` names the options. */
import { benchBesideExport } from './besideExport.js';
import { benchDashboard } from './dashboard.js';
import { benchFreshness } from './freshness.js';
import { benchIngest, benchMemory } from './ingest.js';
import { describeMachine } from './machine.js';
import { readOptions, type BenchName, type BenchOptions } from './options.js';
import { benchLists } from './lists.js';
import { benchPeers } from './peers.js';
import { benchProcesses } from './processes.js';
import { benchRebuild } from './rebuild.js';
import { benchStatistics } from './statistics.js';

const RUN: Record<BenchName, (options: BenchOptions) => Promise<string[]>> = {
  ingest: benchIngest,
  memory: benchMemory,
  freshness: benchFreshness,
  exports: benchBesideExport,
  processes: benchProcesses,
  peers: benchPeers,
  rebuild: benchRebuild,
  statistics: benchStatistics,
  dashboard: benchDashboard,
  lists: benchLists,
};

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n\n`);
};

const run = async (): Promise<void> => {
  const options = readOptions();
  if (options === null) return;
  print(describeMachine());
  for (const bench of options.benches) print(await RUN[bench](options));
};

await run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
