import { Gauge, type Registry } from 'prom-client';
import type { Logger } from '../logging/logger.js';
import { BadSettings, type Settings } from '../settings/readSettings.js';
import { ApiKeys, parseApiKeys } from './apiKeys.js';
import { WatchedFile } from './watchedFile.js';
import { parseWebhookSources, WebhookSources } from './webhookSources.js';

/** Who may deliver and who may read, as the two files say at the moment. */
export interface KeyFiles {
  readonly webhookSources: WebhookSources;
  readonly apiKeys: ApiKeys;
  close(): void;
}

/**
 * Opens WEBHOOK_SOURCES_FILE and API_KEYS_FILE. They are read again when they change; a new content that cannot be used leaves the old in
 * force, is logged as an error and shown by the gauge `key_file_refused`.
 * @throws BadSettings a file cannot be used now
 */
export const openKeyFiles = (
  settings: Pick<Settings, 'webhookSourcesFile' | 'apiKeysFile'>,
  logger: Logger,
  registry: Registry,
  everyMilliseconds?: number,
): KeyFiles => {
  const refused = new Gauge({
    name: 'key_file_refused',
    help: '1 while the last change of a file of secrets could not be used and the former content is in force',
    labelNames: ['file'],
    registers: [registry],
  });
  const problems: string[] = [];
  const open = <Value>(variable: string, path: string | null, parse: (text: string) => Value) => {
    if (path === null) return null;
    refused.set({ file: variable }, 0);
    try {
      return new WatchedFile(path, {
        parse,
        ...(everyMilliseconds === undefined ? {} : { everyMilliseconds }),
        onChange: () => {
          refused.set({ file: variable }, 0);
          logger.info({ variable, path }, 'read again after a change');
        },
        onRefused: (error) => {
          refused.set({ file: variable }, 1);
          logger.error({ variable, path, reason: error.message }, 'cannot be used: the former content stays in force');
        },
      });
    } catch (error) {
      problems.push(`${variable}: got "${path}", which cannot be used: ${(error as Error).message}`);
      return null;
    }
  };
  const sources = open('WEBHOOK_SOURCES_FILE', settings.webhookSourcesFile, parseWebhookSources);
  const keys = open('API_KEYS_FILE', settings.apiKeysFile, parseApiKeys);
  const close = () => {
    sources?.close();
    keys?.close();
  };
  if (problems.length > 0) {
    close();
    throw new BadSettings(problems);
  }
  return {
    webhookSources: new WebhookSources(() => sources?.current ?? null),
    apiKeys: new ApiKeys(() => keys?.current ?? null),
    close,
  };
};
