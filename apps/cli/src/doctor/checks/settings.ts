import { readFileSync } from 'node:fs';
import { parseApiKeys, parseWebhookSources, type Settings } from '#settings';
import { ok, type Check, type Finding } from '../check.js';

const RUNBOOK = 'docs/runbook.md#settings-or-files-are-wrong';

/** What is wrong with the two files of secrets; a service that runs keeps their former content. */
const problemsOfFiles = ({ webhookSourcesFile, apiKeysFile }: Settings): readonly string[] => {
  const problemOf = (variable: string, path: string | null, parse: (text: string) => unknown): string[] => {
    try {
      if (path !== null) parse(readFileSync(path, 'utf8'));
      return [];
    } catch (error) {
      return [`${variable}: "${path}" cannot be used: ${(error as Error).message}`];
    }
  };
  return [
    ...problemOf('WEBHOOK_SOURCES_FILE', webhookSourcesFile, parseWebhookSources),
    ...problemOf('API_KEYS_FILE', apiKeysFile, parseApiKeys),
  ];
};

/** Where each setting comes from, whether the files of secrets can be used, and what `.env` has that is no setting. */
export const settings: Check = {
  name: 'settings',
  look: ({ settings: read, sources }): Finding => {
    const given = sources.settings.filter(({ from }) => from !== 'default');
    const byDefault = sources.settings.filter(({ from }) => from === 'default');
    const details = [
      ...given.map(({ name, shown, from }) => `${name}=${shown} (${from})`),
      `by default: ${byDefault.flatMap(({ name, shown }) => (shown === '' ? [] : [`${name}=${shown}`])).join(' ')}`,
    ];
    const problems = problemsOfFiles(read);
    if (problems.length > 0)
      return {
        verdict: 'error',
        message: problems.join('; '),
        remedy: { text: 'mend the file; a service that runs takes it within a second', runbook: RUNBOOK },
        details,
      };
    if (sources.unknown.length > 0)
      return {
        verdict: 'warning',
        message: `.env sets ${sources.unknown.join(', ')}, which is no setting`,
        remedy: { text: 'look for a slip of the pen; docs/settings.md has all names', runbook: RUNBOOK },
        details,
      };
    return ok(`${given.length} set, ${byDefault.length} by default`, details);
  },
};
