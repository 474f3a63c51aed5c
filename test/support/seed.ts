import { existsSync, readFileSync } from 'node:fs';
import type { JsonObject } from '#domain';

/** The fixture stands beside the sources only: built code looks for it from `dist/`. */
const fixture = (name: string): URL => {
  const beside = new URL(`../fixtures/${name}`, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../../../test/fixtures/${name}`, import.meta.url);
};

/** The one flow documented from first to last event: nine deliveries, in order. */
export const voiceCampaignManual = (): JsonObject[] =>
  readFileSync(fixture('voice_campaign_manual.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject);

export const SEED_RECORD_ID = '5f46504480f35766ae0e449e';
export const SEED_CONSULTANT_DIALOG = '028b5322-a0f3-4297-8707-60e443d64a78';
export const SEED_CONTACT_DIALOG = 'cee15e49-c209-40f3-bad8-e0659e854534';
