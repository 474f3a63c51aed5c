import type { Command } from 'commander';
import type { Rules } from '#domain';
import { BadSettings, loadSettings } from '#settings';
import { print } from '../rebuild/rebuildCommand.js';
import { worst, type Check, type Examined, type Finding } from './check.js';
import { CHECKS } from './checks.js';
import { examine, inTime, reasonOf } from './examine.js';

const HELP = `
Example: npm run cli -- doctor; npm run cli -- doctor --json | jq '.checks[] | select(.verdict == "error")'

Looks at the settings, both stores, their indexes, disks and clocks, and at how far the projectors have come, and changes nothing. The
services may be running or not, and a store may be away. A line a check: ok, warning, error, or unknown where what it would look at
cannot be reached; below it what to do, with the place in the runbook. Exit code: 0 no error; 1 an error.`;

/** A finding under the name of its check. */
type Named = Finding & { readonly name: string };

const run = async ({ name, look }: Check, examined: Examined): Promise<Named> => {
  try {
    return { name, ...(await inTime(Promise.resolve(look(examined)))) };
  } catch (error) {
    const remedy = { text: 'see whether both stores can be reached', runbook: 'docs/runbook.md#a-store-is-away' };
    return { name, verdict: 'error', message: reasonOf(error), remedy };
  }
};

/** Without settings there is nothing to look at. */
const badSettings = ({ problems }: BadSettings): Named => ({
  name: 'settings',
  verdict: 'error',
  message: problems.join('; '),
  remedy: { text: 'docs/settings.md has what each takes', runbook: 'docs/runbook.md#settings-or-files-are-wrong' },
});

const findings = async (rules: Rules): Promise<readonly Named[]> => {
  try {
    return await examine(loadSettings(), rules, (examined) => Promise.all(CHECKS.map((check) => run(check, examined))));
  } catch (error) {
    if (error instanceof BadSettings) return [badSettings(error)];
    throw error;
  }
};

const linesOf = ({ name, verdict, message, remedy, details = [] }: Named): readonly string[] => [
  `${verdict.padEnd(8)} ${name.padEnd(17)} ${message}`,
  ...(remedy === undefined ? [] : [`         -> ${remedy.text} (${remedy.runbook})`]),
  ...details.map((detail) => `           ${detail}`),
];

const summaryOf = (found: readonly Named[]): string => {
  const count = (verdict: Finding['verdict']): number => found.filter((one) => one.verdict === verdict).length;
  return `${found.length} checks: ${count('error')} errors, ${count('warning')} warnings, ${count('unknown')} unknown`;
};

/** The answer as programs read it. */
const asJson = (found: readonly Named[]): string =>
  JSON.stringify({ verdict: worst(found.map(({ verdict }) => verdict)), checks: found }, null, 2);

/** `doctor [--json]` */
export const addDoctorCommand = (program: Command, rules: Rules): void => {
  program
    .command('doctor')
    .description('look at settings, stores, disks, clocks and projectors: what is wrong, and what to do')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const found = await findings(rules);
      const text = json ? asJson(found) : [...found.flatMap(linesOf), summaryOf(found)].join('\n');
      print(text);
      const code = found.some(({ verdict }) => verdict === 'error') ? 1 : 0;
      // a driver that still tries to reach a store that is away would keep this process
      process.exit(code);
    });
};
