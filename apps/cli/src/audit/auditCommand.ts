import { InvalidArgumentError, type Command } from 'commander';
import type { Rules } from '#domain';
import { CALLS, generationName, liveOf, type Generation } from '#ports';
import { auditCalls, saveAudit, type Audit, type AuditDifference } from '#projections';
import { foldStored } from '#projector';
import type { Stores } from '#stores';
import { whole } from '../amounts.js';
import { withStores } from '../openStores.js';
import { print } from '../rebuild/rebuildCommand.js';
import { showStreams } from '../showStreams.js';

const HELP = `
Example: npm run cli -- audit --sample 1000

Folds streams again from the log, as far as the stored calls have come, and compares. The services may be running. Prints a line for each
call that is stored otherwise than its events say: its stream, its id, and what differs. The outcome is kept for /v1/quality.
Exit code: 0 nothing differs; 1 something does.`;

const readCount = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('takes a whole number of streams, from 1.');
};

const lineOf = ({ stream, call, is, fields }: AuditDifference): string =>
  [stream, call ?? '-', is === 'changed' ? fields.join(', ') : is].join('  ');

const summaryOf = ({ projection, sample, streams, calls, differing }: Audit): string => {
  const which = sample === null ? 'all streams' : 'streams chosen at random';
  const found = differing === 0 ? 'nothing differs' : `${whole(differing)} ${differing === 1 ? 'differs' : 'differ'}`;
  return `${projection}: ${whole(streams)} streams (${which}) with ${whole(calls)} calls: ${found}`;
};

/** The generation that readers see. @throws Error it cannot be audited by this program; the message says why */
const liveFor = async ({ log, readModels }: Stores, { version }: Rules): Promise<Generation> => {
  const live = liveOf(await readModels.generations(CALLS));
  if (live === undefined) throw new Error('there are no calls yet: no projector has run');
  const name = generationName(live);
  if (live.logIdentity !== (await log.identity()))
    throw new Error(`${name} was made from another event log than this one`);
  if (live.rulesVersion === version) return live;
  throw new Error(
    `${name} was made by rules ${live.rulesVersion}, and this program has ${version}: audit it with the program that made it. What other rules change is shown by 'npm run cli -- rebuild --dry-run'`,
  );
};

const runAudit = (rules: Rules, sample: number | null): Promise<number> =>
  withStores(async (stores) => {
    const { log, readModels } = stores;
    const live = await liveFor(stores, rules);
    const audit = await auditCalls({
      log,
      readModels,
      live,
      fold: (streams) => foldStored({ log, readModels, rules }, live, streams),
      sample,
      now: Date.now,
      onDifference: (difference) => print(lineOf(difference)),
      onProgress: showStreams(),
    });
    await saveAudit(readModels, audit);
    print(summaryOf(audit));
    return audit.differing === 0 ? 0 : 1;
  });

/** `audit [--sample N]` */
export const addAuditCommand = (program: Command, rules: Rules): void => {
  program
    .command('audit')
    .description('fold streams again from the log and compare them with the stored calls')
    .option('--sample <streams>', 'only so many, chosen at random', readCount)
    .addHelpText('after', HELP)
    .action(async ({ sample = null }: { readonly sample?: number | null }) => {
      process.exitCode = await runAudit(rules, sample);
    });
};
