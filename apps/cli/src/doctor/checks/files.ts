import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { warningOfDataDir, type Settings } from '#settings';
import { ok, type Check, type Finding } from '../check.js';

const READABLE_BY_ANYBODY = 0o004;
const OPEN_TO_ANYBODY = 0o001;

const modeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mode ?? 0;

/** Files that hold secrets; that of a group may be read by the service's user through it. */
const secretFiles = ({ webhookSourcesFile, apiKeysFile, dataDir }: Settings): readonly string[] =>
  [webhookSourcesFile, apiKeysFile, join(dataDir, 'session.secret'), '.env']
    .filter((path) => path !== null)
    .map((path) => resolve(path));

const isOpenToAnybody = (path: string): boolean =>
  (modeOf(path) & READABLE_BY_ANYBODY) !== 0 && (modeOf(dirname(path)) & OPEN_TO_ANYBODY) !== 0;

/** Who can read what is nobody else's business (docs/security.md#files-and-the-command-line). */
export const files: Check = {
  name: 'files',
  look: ({ settings }): Finding => {
    if (process.platform === 'win32') return ok('not looked at on Windows');
    const secrets = secretFiles(settings).filter(existsSync);
    const open = secrets.filter(isOpenToAnybody);
    const ofDataDir = existsSync(settings.dataDir) ? warningOfDataDir(settings) : null;
    if (open.length === 0 && ofDataDir === null) return ok(`${secrets.length} with secrets, none open to others`);
    const problems = [
      ...(ofDataDir === null ? [] : [ofDataDir]),
      ...(open.length === 0 ? [] : [`anybody on this machine can read ${open.join(', ')}`]),
    ];
    return {
      verdict: 'warning',
      message: problems.join('; '),
      remedy: {
        text: open.length === 0 ? 'take the rights from others' : `chmod o-rwx ${open.join(' ')}`,
        runbook: 'docs/runbook.md#settings-or-files-are-wrong',
      },
    };
  },
};
