import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { validatorsOf } from '../../spec/validators.js';
import { operationsOf } from '../../spec/operations.js';
import {
  HANGUP_CERTAINTY_MEANINGS,
  HANGUP_RULE_MEANINGS,
  OUTCOME_MEANINGS,
  presentCall,
  QUALITY_FLAG_MEANINGS,
} from '#domain';
import { recorded } from '../../../../test/support/recorded.js';
import { voiceCampaignManual } from '../../../../test/support/seed.js';
import { documentsOf, inLog } from '../../spec/documents.js';
import { LIST_QUERY } from '../pages.js';
import { openapiText } from './document.js';
import { SEED_ANSWER } from './seedExample.js';

describe('the OpenAPI document', () => {
  let text: string;
  let document: OpenAPIObject;
  beforeAll(async () => {
    text = await openapiText();
    document = JSON.parse(text) as OpenAPIObject;
  });
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as typeof item.get })),
    );

  it('has exactly the routes of the read API and of rebuilds', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().map(({ path, method }) => `${method} ${path}`)).toEqual([
      'get /v1/calls',
      'get /v1/calls/{id}',
      'get /v1/calls/{id}/timeline',
      'get /v1/legs',
      'get /v1/records',
      'get /v1/records/{recordId}',
      'get /v1/campaigns',
      'get /v1/projects',
      'get /v1/consultants',
      'get /v1/stats',
      'get /v1/quality',
      'get /v1/export/calls.csv',
      'get /v1/export/calls.ndjson',
      'get /v1/export/legs.csv',
      'get /v1/export/calls.parquet',
      'get /v1/export/legs.parquet',
      'get /v1/changes',
      'get /v1/changes/stream',
      'get /v1/projections',
      'post /admin/projections/{projection}/rebuilds',
      'get /admin/projections/{projection}/rebuilds',
      'get /admin/projections/{projection}/rebuilds/{id}',
      'delete /admin/projections/{projection}/rebuilds/{id}',
      'post /admin/projections/{projection}/rebuilds/{id}/switch',
      'post /admin/projections/{projection}/rebuilds/{id}/resume',
      'post /admin/projections/{projection}/rollback',
      'get /admin/projections/{projection}/rebuilds/{id}/differences',
      'post /v1/session',
      'get /v1/session',
      'delete /v1/session',
    ]);
  });

  it('comes out the same every time', async () => {
    expect(await openapiText()).toBe(text);
  });

  it('refers only to schemas it has, and has none that nothing refers to', () => {
    const referred = [...text.matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect([...new Set(referred)].sort()).toEqual(Object.keys(document.components?.schemas ?? {}).sort());
  });

  it('names each operation once, declares each path parameter and documents each answer', () => {
    const ids = operations().map(({ operation }) => operation?.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations()) {
      const declared = (operation?.parameters ?? []).flatMap((parameter) =>
        'in' in parameter && parameter.in === 'path' ? [parameter.name] : [],
      );
      expect(declared.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
      const statuses = Object.keys(operation?.responses ?? {});
      expect(statuses.filter((status) => /^20[0124]$/.test(status))).toHaveLength(1);
      expect(statuses).toEqual(expect.arrayContaining(['400', '401', '503']));
    }
  });

  it('has an example of each answer and each error, which is as its schema says', () => {
    const validatorOf = validatorsOf(document);
    let answers = 0;
    for (const { name, responses } of operationsOf(document))
      for (const [status, { content = {} }] of Object.entries(responses))
        for (const [mediaType, { schema, example }] of Object.entries(content)) {
          const where = `${name} ${status} ${mediaType}`;
          if (example === undefined) throw new Error(`there is no example of ${where}`);
          answers += 1;
          if (schema['$ref'] === undefined) {
            expect({ where, type: typeof example }).toEqual({ where, type: schema['type'] });
            continue;
          }
          const validate = validatorOf(schema);
          if (!validate(example)) throw new Error(`${where}: ${JSON.stringify(validate.errors)}`);
          if (mediaType === 'application/problem+json') expect(example).toMatchObject({ status: Number(status) });
        }
    expect(answers).toBeGreaterThan(100);
  });

  it('says of each route how it refuses: what is not known, not for everybody, or asked too often', () => {
    for (const { name, path, responses } of operationsOf(document)) {
      const statuses = Object.keys(responses);
      const expected = [...(path.includes('{') ? ['404'] : []), ...(path.startsWith('/admin/') ? ['403'] : [])];
      expect({ name, statuses }).toEqual({ name, statuses: expect.arrayContaining(expected) as string[] });
    }
    expect(Object.keys(document.paths['/v1/session']?.post?.responses ?? {})).toContain('429');
  });

  it.each(['/v1/calls', '/v1/legs'])('documents every parameter that %s takes, and no other', (path) => {
    const parameters = document.paths[path]?.get?.parameters ?? [];
    expect(parameters.map((parameter) => ('name' in parameter ? parameter.name : null))).toEqual(
      LIST_QUERY.parameters.map(({ name }) => name),
    );
    expect(parameters.find((parameter) => 'name' in parameter && parameter.name === 'limit')).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    });
  });

  it.each([
    ['Call', 'outcome', OUTCOME_MEANINGS],
    ['Hangup', 'rule', HANGUP_RULE_MEANINGS],
    ['Hangup', 'certainty', HANGUP_CERTAINTY_MEANINGS],
    ['Call', 'quality', QUALITY_FLAG_MEANINGS],
  ])('says what each value of %s.%s means, and the guide has an example of it', async (schema, field, meanings) => {
    const guide = await readFile(new URL('../../../../docs/domain.md', import.meta.url), 'utf8');
    const { properties } = document.components?.schemas?.[schema] as { properties: Record<string, unknown> };
    const shown = JSON.stringify(properties[field]);
    for (const [value, meaning] of Object.entries(meanings)) {
      expect(shown).toContain(JSON.stringify(`\`${value}\`: ${meaning}`).slice(1, -1));
      expect(guide).toMatch(new RegExp(`^\\| \`${value}\` +\\|.*\\|.*\\|?$`, 'm'));
    }
  });

  it('shows the documented flow as the example of a call', () => {
    const events = inLog(recorded(voiceCampaignManual(), { receivedAt: SEED_ANSWER.lastReceivedAt }));
    const [stored] = documentsOf(events[0]!.stream, events).calls;
    const now = Date.parse(SEED_ANSWER.asOf);
    const { asOf: _asOf, projection: _projection, ...example } = SEED_ANSWER;
    const shown = presentCall(stored!, { now, graceSeconds: 300, staleSeconds: 14_400 });
    // the ids of events depend on the namespace of the deployment's event ids
    expect({ ...shown, hangup: { ...shown.hangup, evidence: example.hangup?.evidence } }).toEqual(example);
  });
});
