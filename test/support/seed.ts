import { randomBytes, randomUUID } from 'node:crypto';
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

/** The documented flow as another record's: with ids that no other run has used. */
export interface FreshFlow {
  readonly bodies: readonly JsonObject[];
  readonly recordId: string;
  readonly consultantDialog: string;
  readonly contactDialog: string;
}

export const freshFlow = (): FreshFlow => {
  const recordId = randomBytes(12).toString('hex');
  const [consultantDialog, contactDialog] = [randomUUID(), randomUUID()];
  const text = JSON.stringify(voiceCampaignManual())
    .replaceAll(SEED_RECORD_ID, recordId)
    .replaceAll(SEED_CONSULTANT_DIALOG, consultantDialog)
    .replaceAll(SEED_CONTACT_DIALOG, contactDialog);
  return { bodies: JSON.parse(text) as JsonObject[], recordId, consultantDialog, contactDialog };
};

export const SEED_RECORD_ID = '5f46504480f35766ae0e449e';
export const SEED_CONSULTANT_DIALOG = '028b5322-a0f3-4297-8707-60e443d64a78';
export const SEED_CONTACT_DIALOG = 'cee15e49-c209-40f3-bad8-e0659e854534';
