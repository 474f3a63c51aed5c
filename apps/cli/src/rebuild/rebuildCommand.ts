import { InvalidArgumentError, Option, type Command } from 'commander';
import { isoSecondsOf, readTime, type Rules } from '#domain';
import { errorOf, CALLS, generationName, type Differences, type Generation } from '#ports';
import { readDifference, requestBuild } from '#projections';
import { dryRun } from '#projector';
import type { Stores } from '#stores';
import { whole } from '../amounts.js';
import { withStores } from '../openStores.js';
import { showStreams } from '../showStreams.js';
import { describeDifference } from './describeDifference.js';
import { watchBuild } from './watchBuild.js';

const HELP = `
Example: npm run cli -- rebuild calls --manual

A rebuild is worked off by the running projectors (npm start has one); this asks for it and shows how it goes. Ctrl-C ends only the
showing. Readers see the former calls until it is switched to: by itself once it has been compared, or, with --manual, by 'npm run cli -- switch'.
With --dry-run nothing is written: the calls that start in the range are folded in memory by this program's rules and compared.
Exit code: 0 done; 1 the build has failed, or nobody works on it.`;

export const print = (text: string): void => void process.stdout.write(`${text}\n`);

interface RebuildOptions {
  readonly manual?: boolean;
  readonly dryRun?: boolean;
  readonly from?: string;
  readonly to?: string;
}

const timeOption = (text: string): string => {
  const moment = readTime(text);
  if (moment === null) throw new InvalidArgumentError('takes a date, or a time with Z or an offset.');
  return isoSecondsOf(moment);
};

const readProjection = (name: string): string => {
  if (name === CALLS) return name;
  throw new InvalidArgumentError(`there is one projection: ${CALLS}.`);
};

/** Prints how a build ended, and what it changes; answers the exit code. */
export const printEnd = async (readModels: Differences, build: Generation): Promise<number> => {
  const name = generationName(build);
  const difference = await readDifference(readModels, build, { withSamples: true });
  if (difference !== null) print(`${describeDifference(difference)}\n`);
  switch (build.state) {
    case 'live':
      print(`${name} is live; 'npm run cli -- rollback' brings back the former one`);
      return 0;
    case 'ready':
      print(`${name} is ready; 'npm run cli -- switch' makes it the live one`);
      return 0;
    case 'failed':
      print(`${name} has failed: ${errorOf(build) ?? ''}`);
      print("The live one is as it was. Once the cause is mended, 'npm run cli -- resume' has it go on");
      return 1;
    default:
      print(`${name} is ${build.state}: somebody else has ended it`);
      return 1;
  }
};

const startAndWatch = async (stores: Stores, rules: Rules, { manual = false }: RebuildOptions): Promise<number> => {
  const build = await requestBuild(stores, rules.version, manual ? 'manual' : 'auto');
  print(`${generationName(build)} is being built by rules ${build.rulesVersion}`);
  return printEnd(stores.readModels, await watchBuild(stores, build, manual ? ['ready'] : []));
};

const runDry = async (stores: Stores, rules: Rules, { from, to }: RebuildOptions): Promise<number> => {
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const run = await dryRun({ ...stores, rules, ...range, onProgress: showStreams() });
  const { difference, streams, failedStreams, failed } = run;
  print(`rules ${rules.version}, ${whole(streams)} ${streams === 1 ? 'stream' : 'streams'} folded, nothing written\n`);
  print(describeDifference(difference));
  for (const { stream, message } of failed) print(`cannot be folded: ${stream}: ${message}`);
  if (failedStreams > failed.length) print(`and ${whole(failedStreams - failed.length)} more`);
  return failedStreams > 0 ? 1 : 0;
};

const rebuildBy =
  (rules: Rules) =>
  async (_projection: string, options: RebuildOptions, command: Command): Promise<void> => {
    const isRanged = options.from !== undefined || options.to !== undefined;
    if (isRanged && options.dryRun !== true)
      command.error('error: --from and --to are for --dry-run; a rebuild is of all calls');
    process.exitCode = await withStores((stores) =>
      options.dryRun === true ? runDry(stores, rules, options) : startAndWatch(stores, rules, options),
    );
  };

/** `rebuild [calls] [--manual]`, `rebuild --from T --to T --dry-run` */
export const addRebuildCommand = (program: Command, rules: Rules): void => {
  program
    .command('rebuild')
    .description('build the calls again from the log, beside the live ones, and show what that changes')
    .argument('[projection]', 'what to build', readProjection, CALLS)
    .option('--manual', 'wait to be told before switching to it')
    .addOption(new Option('--dry-run', 'only show what would change').conflicts('manual'))
    .addOption(new Option('--from <time>', 'with --dry-run: calls that start then or later').argParser(timeOption))
    .addOption(new Option('--to <time>', 'with --dry-run: calls that start before').argParser(timeOption))
    .addHelpText('after', HELP)
    .action(rebuildBy(rules));
};
