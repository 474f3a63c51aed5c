import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Rules } from '#domain';
import { CALLS, generationName, type Generation, type Differences, type Generations } from '#ports';
import {
  allDifferences,
  findGeneration,
  prune,
  readDifference,
  requestDrop,
  requestResume,
  requestSwitch,
  rollBack,
} from '#projections';
import { withStores } from '../openStores.js';
import { describeDifference } from './describeDifference.js';
import { print, printEnd } from './rebuildCommand.js';
import { watchBuild } from './watchBuild.js';

/** The generation of this name or number; without one the latest that fits. @throws Error there is none */
const choose = async (
  readModels: Generations,
  named: string | undefined,
  fits: (generation: Generation) => boolean | Promise<boolean>,
  whatFits: string,
): Promise<Generation> => {
  if (named !== undefined) {
    const found = await findGeneration(readModels, named);
    if (found === null) throw new Error(`there is no ${named}`);
    return found;
  }
  for (const generation of [...(await readModels.generations(CALLS))].reverse())
    if (await fits(generation)) return generation;
  throw new Error(whatFits);
};

async function* linesOf(readModels: Differences, generation: Generation): AsyncGenerator<string> {
  for await (const difference of allDifferences(readModels, generation)) yield `${JSON.stringify(difference)}\n`;
}

const exportLines = async (readModels: Differences, generation: Generation, file: string): Promise<void> => {
  const lines = Readable.from(linesOf(readModels, generation));
  if (file === '-') await pipeline(lines, process.stdout as Writable, { end: false });
  else await pipeline(lines, createWriteStream(file));
};

const diff = (named: string | undefined, { ndjson }: { ndjson?: string }): Promise<void> =>
  withStores(async ({ readModels }) => {
    const isCompared = async (generation: Generation): Promise<boolean> =>
      generation.state !== 'dropped' && (await readModels.comparison(generation)) !== null;
    const generation = await choose(readModels, named, isCompared, 'no rebuild has been compared yet');
    const { state, rulesVersion } = generation;
    const difference = await readDifference(readModels, generation, { withSamples: ndjson !== '-' });
    if (difference === null) throw new Error(`${generationName(generation)} has not been compared yet: it is ${state}`);
    if (ndjson !== undefined) await exportLines(readModels, generation, ndjson);
    if (ndjson === '-') return;
    print(`${generationName(generation)} (rules ${rulesVersion}, ${state}), compared up to ${difference.position}\n`);
    print(describeDifference(difference));
  });

const isBuild = ({ state }: Generation): boolean => state === 'building' || state === 'ready';

const switchTo = (named: string | undefined): Promise<void> =>
  withStores(async (stores) => {
    const build = await choose(stores.readModels, named, isBuild, 'there is no build to switch to');
    process.exitCode = await printEnd(
      stores.readModels,
      await watchBuild(stores, await requestSwitch(stores.readModels, build), []),
    );
  });

const resume = (named: string | undefined): Promise<void> =>
  withStores(async (stores) => {
    const { readModels } = stores;
    const failed = await choose(readModels, named, ({ state }) => state === 'failed', 'no build has failed');
    const build = await requestResume(readModels, failed);
    process.exitCode = await printEnd(
      readModels,
      await watchBuild(stores, build, build.switching === 'manual' ? ['ready'] : []),
    );
  });

const rollbackBy = (rules: Rules) => (): Promise<void> =>
  withStores(async ({ readModels }) => {
    const live = await rollBack(readModels);
    print(`${generationName(live)} is live again`);
    if (live.rulesVersion !== rules.version)
      print(
        `it was made by rules ${live.rulesVersion}: only a program with those keeps it up, this one has ${rules.version}`,
      );
  });

const pruneAll = (): Promise<void> =>
  withStores(async ({ readModels }) => {
    const dropped = await prune(readModels);
    print(dropped.length === 0 ? 'nothing to drop' : `dropped ${dropped.map(generationName).join(', ')}`);
  });

const drop = (named: string): Promise<void> =>
  withStores(async ({ readModels }) => {
    const generation = await choose(readModels, named, () => true, '');
    await requestDrop(readModels, generation);
    print(`dropped ${generationName(generation)}`);
  });

/** `diff`, `switch`, `resume`, `rollback`, `prune`, `drop` */
export const addGenerationCommands = (program: Command, rules: Rules): void => {
  const generation = ['[generation]', 'e.g. calls.v2 or 2'] as const;
  program
    .command('diff')
    .description('what a rebuild changes; the latest that was compared')
    .argument(...generation)
    .option('--ndjson <file>', 'every call that differs, one JSON object a line, to a file or - for standard output')
    .addHelpText('after', '\nExample: npm run cli -- diff calls.v2 --ndjson -')
    .action(diff);
  program
    .command('switch')
    .description('have a rebuild become live, compared once more')
    .argument(...generation)
    .addHelpText('after', '\nExample: npm run cli -- switch calls.v2')
    .action(switchTo);
  program
    .command('resume')
    .description('have a failed rebuild go on')
    .argument(...generation)
    .addHelpText('after', '\nExample: npm run cli -- resume calls.v2')
    .action(resume);
  program
    .command('rollback')
    .description('make the generation live again that was live last')
    .addHelpText('after', '\nExample: npm run cli -- rollback')
    .action(rollbackBy(rules));
  program
    .command('prune')
    .description('drop what is kept for a rollback, and rebuilds that have failed')
    .addHelpText('after', '\nExample: npm run cli -- prune')
    .action(pruneAll);
  program
    .command('drop')
    .description('give up a rebuild, or drop one generation that is not live')
    .argument('<generation>', generation[1])
    .addHelpText('after', '\nExample: npm run cli -- drop calls.v2')
    .action(drop);
};
