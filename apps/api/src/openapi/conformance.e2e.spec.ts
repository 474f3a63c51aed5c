import fc from 'fast-check';
import {
  addressOf,
  declaredValues,
  operationsOf,
  type DeclaredParameter,
  type Operation,
} from '../../spec/operations.js';
import { clientOf } from '../../../../test/support/apiClient.js';
import { RunningApi } from '../../spec/startApi.js';
import { validatorsOf } from '../../spec/validators.js';
import { callsOf, fill, idsOf, tenantStories } from '../../spec/tenants.js';

const SEED = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 1_000_000);
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 60);
const KEYS = { analyst: { role: 'analyst' }, admin: { role: 'admin' } } as const;

describe(`the API as its document says (PROPERTY_SEED=${SEED})`, () => {
  const stories = tenantStories(30, SEED);
  let api: RunningApi;
  let validatorOf: ReturnType<typeof validatorsOf>;
  let operations: readonly Operation[];
  let cursors: readonly string[];
  beforeAll(async () => {
    api = await RunningApi.start(KEYS);
    await fill(api, stories);
    validatorOf = validatorsOf(api.document);
    // an export is a thread and a stream has no end: exports.e2e and changes.e2e look at those
    operations = operationsOf(api.document).filter(({ path }) => !/\/export\/|\/stream$/.test(path));
    const pages = ['/v1/calls', '/v1/legs', '/v1/records'].map((path) => api.get(`${path}?limit=1`, 'admin'));
    const { next } = (await api.get('/v1/changes?limit=1', 'admin')).body;
    cursors = [...(await Promise.all(pages)).map(({ body }) => body.nextCursor ?? ''), String(next)];
  });
  afterAll(() => api.stop());

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('', 'none', '__proto__', '-1', '1e9', '%', '0'),
  );
  const valueOf = (parameter: DeclaredParameter): fc.Arbitrary<string> => {
    const declared = declaredValues(parameter);
    const good = declared.length > 0 ? fc.constantFrom(...declared) : fc.constantFrom(...cursors);
    return fc.oneof({ arbitrary: good, weight: 4 }, { arbitrary: text, weight: 1 });
  };
  const ids = (): readonly string[] => [
    ...stories.flatMap(callsOf).map(({ id }) => id),
    ...idsOf(stories[0]!),
    'calls.v1',
  ];
  const queryOf = ({ parameters }: Operation): fc.Arbitrary<string> => {
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const pairs = inQuery.map((parameter) =>
      valueOf(parameter).map((value) => [parameter.name, value] as [string, string]),
    );
    if (pairs.length === 0) return fc.constant('');
    return fc.array(fc.oneof(...pairs), { maxLength: 5 }).map((given) => new URLSearchParams(given).toString());
  };
  const requestOf = (operation: Operation) =>
    fc.record({
      address: fc
        .record({
          id: fc.oneof(fc.constantFrom(...ids()), text),
          projection: fc.constantFrom('calls', 'calls', 'other'),
        })
        .map(({ id, projection }) => addressOf(operation, { id: id || 'x', recordId: id || 'x', projection })),
      query: queryOf(operation),
      body: fc.oneof(
        fc.constant(undefined),
        fc.record({ switch: fc.constantFrom('auto', 'manual', 7) }),
        fc.jsonValue(),
      ),
      viewer: fc.constantFrom('analyst', 'admin', ''),
    });

  it('answers what it documents, in the form that it documents, and never fails', async () => {
    let validated = 0;
    for (const operation of operations) {
      const runs = Math.ceil(RUNS / 4);
      await fc.assert(
        fc.asyncProperty(requestOf(operation), async ({ address, query, body, viewer }) => {
          const sent = operation.method === 'GET' || body === undefined ? {} : { body };
          const answer = await api.ask(operation.method, `${address}?${query}`, viewer, sent);
          const where = `${operation.name} ${address}?${query}: ${answer.status} ${answer.text.slice(0, 500)}`;
          const documented = operation.responses[String(answer.status)];
          if (documented === undefined || answer.status >= 500) throw new Error(`not documented: ${where}`);
          const type = ((answer.headers['content-type'] as string | undefined) ?? '').split(';', 1)[0]!;
          const content = documented.content?.[type];
          if (documented.content === undefined ? answer.text !== '' : content === undefined)
            throw new Error(`another media type, ${type}: ${where}`);
          if (!type.endsWith('json') || content === undefined) return;
          validated += 1;
          const validate = validatorOf(content.schema);
          if (!validate(JSON.parse(answer.text))) throw new Error(`${JSON.stringify(validate.errors)}: ${where}`);
        }),
        { seed: SEED, numRuns: runs },
      );
    }
    expect(validated).toBeGreaterThan(operations.length);
  }, 120_000);

  it('is understood by the client that is made from it: lists, ids, figures and refusals', async () => {
    const { url, headers } = await api.listen('admin');
    const client = clientOf(url, headers);
    const calls = stories.flatMap(callsOf);
    const { data: page } = await client.GET('/v1/calls', {
      params: { query: { source: ['main', 'other'], limit: 500, total: true } },
    });
    expect(page?.items.map(({ id }) => id).sort()).toEqual(calls.map(({ id }) => id).sort());
    const { data: call } = await client.GET('/v1/calls/{id}', { params: { path: { id: calls[0]!.id } } });
    expect(call?.id).toBe(calls[0]!.id);
    const { data: figures } = await client.GET('/v1/stats', {
      params: { query: { metrics: 'calls', groupBy: 'source' } },
    });
    expect(figures).toMatchObject({ totals: { calls: page?.total } });
    const { error, response } = await client.GET('/v1/records/{recordId}', { params: { path: { recordId: 'a/b?c' } } });
    expect([response.status, error?.status]).toEqual([404, 404]);
  });
});
