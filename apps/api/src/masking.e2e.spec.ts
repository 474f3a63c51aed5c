import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { DIMENSIONS, type JsonObject } from '#domain';
import { addressOf, operationsOf, type Operation } from '../spec/operations.js';
import { RunningApi, type Answer } from '../spec/startApi.js';
import { callsOf, fill, tenantStories } from '../spec/tenants.js';

const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
const KEYS = { analyst: { role: 'analyst' }, supervisor: { role: 'supervisor' } } as const;

/** A contact's number or name: anything may stand around `core`, which is enough to know it by and stands nowhere by accident. */
interface Secret {
  readonly text: string;
  readonly core: string;
}
const lettersOf = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(alphabet)), minLength: length, maxLength: length });
const digits = lettersOf('0123456789', 10);
const capitals = lettersOf('GHJKMNPQRTUVWXYZ', 10);
const AROUND = ['', '+', '00 ', '"', "'", '<b>', ', ', '=1+', '\n', 'ł', '\u{1f600}', ' ; '];
const secretWith = (core: fc.Arbitrary<string>): fc.Arbitrary<Secret> =>
  fc
    .tuple(fc.constantFrom(...AROUND), core, fc.constantFrom('', ' w. 7', '@sip.example', '"', '\u{1f600}'))
    .map(([before, text, after]) => ({ text: `${before}${text}${after}`, core: text }));
const NUMBERS = fc.sample(fc.oneof(secretWith(digits), secretWith(capitals)), { seed: SEED, numRuns: 60 });
const NAMES = fc.sample(secretWith(capitals), { seed: SEED + 1, numRuns: 40 });

const GENERATED_CONTACT = /^48[5-8]\d{8}$/;
const drawn = new Map<string, string>();
/** The same number is the same secret everywhere; names are given out in turns. */
const numberFor = (generated: string): string => {
  const known = drawn.get(generated) ?? NUMBERS[drawn.size % NUMBERS.length]!.text;
  drawn.set(generated, known);
  return known;
};
let names = 0;
const withSecrets = (body: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) => {
    if (key === 'current_contact_name' || key === 'from_display_name') return NAMES[(names += 1) % NAMES.length]!.text;
    return typeof value === 'string' && GENERATED_CONTACT.test(value) ? numberFor(value) : value;
  }) as JsonObject;

const inParquet = async (bytes: Buffer): Promise<string> => {
  const file = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file });
  return JSON.stringify([rows, parquetMetadata(file)], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
};
/** All that an answer holds: its bytes, unpacked, the rows and the statistics of a Parquet file, and what tokens are made of. */
const contentOf = async ({ bytes, headers }: Answer): Promise<string> => {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
  const isParquet = headers['content-type'] === 'application/vnd.apache.parquet';
  const text = `${plain.toString('utf8')}${JSON.stringify(headers)}${isParquet ? await inParquet(bytes) : ''}`;
  const tokens = [...text.matchAll(/[A-Za-z0-9_-]{24,}/g)].map(([one]) => Buffer.from(one, 'base64url').toString());
  return [text, ...tokens].join('\n');
};

describe(`numbers and names of contacts (TEST_SEED=${SEED})`, () => {
  const stories = tenantStories(40, SEED, withSecrets);
  const calls = stories.flatMap(callsOf);
  let api: RunningApi;
  let reads: readonly Operation[];
  beforeAll(async () => {
    api = await RunningApi.start(KEYS);
    await fill(api, stories);
    reads = operationsOf(api.document).filter(({ method, path }) => method === 'GET' && !path.startsWith('/admin'));
  });
  afterAll(() => api.stop());

  const pathsOf = (operation: Operation): readonly string[] => {
    if (operation.path.endsWith('/stream')) return []; // the same as the feed, which the next test reads
    const ids = calls.map(({ id, recordId }) => addressOf(operation, { id, recordId: recordId ?? id }));
    if (operation.path.includes('{')) return [...new Set(ids)];
    if (operation.path === '/v1/stats')
      return DIMENSIONS.flatMap((groupBy) => [
        `/v1/stats?groupBy=${groupBy}`,
        `/v1/stats?groupBy=${groupBy}&format=csv`,
      ]);
    return operation.parameters.some(({ name }) => name === 'limit')
      ? [`${operation.path}?limit=500`]
      : [operation.path];
  };
  const everything = async (viewer: keyof typeof KEYS, operation: Operation): Promise<string> => {
    const contents: string[] = [];
    for (const path of pathsOf(operation))
      contents.push(await contentOf(await api.get(path, viewer, { 'accept-encoding': 'gzip' })));
    return contents.join('\n');
  };
  const coresIn = (text: string): readonly string[] =>
    [...NUMBERS, ...NAMES].map(({ core }) => core).filter((core) => text.includes(core));

  const SHOWN_TO_SUPERVISORS = [
    'get /v1/calls',
    'get /v1/calls/{id}',
    'get /v1/calls/{id}/timeline',
    'get /v1/changes',
    'get /v1/export/calls.csv',
    'get /v1/export/calls.ndjson',
    'get /v1/export/calls.parquet',
    'get /v1/export/legs.csv',
    'get /v1/export/legs.parquet',
    'get /v1/legs',
    'get /v1/records',
    'get /v1/records/{recordId}',
  ];
  it('stand in the answers to a supervisor', async () => {
    const showing: string[] = [];
    for (const operation of reads)
      if (coresIn(await everything('supervisor', operation)).length > 0) showing.push(operation.name);
    expect(showing.sort()).toEqual(SHOWN_TO_SUPERVISORS);
  });

  it('stand in no byte of any answer to an analyst', async () => {
    for (const operation of reads)
      expect([operation.name, coresIn(await everything('analyst', operation))]).toEqual([operation.name, []]);
  });

  it('stand in no event of the stream of changes to an analyst', async () => {
    const { url, headers } = await api.listen('analyst');
    const first = (await api.get('/v1/changes?limit=1', 'analyst')).body['next'];
    const abort = new AbortController();
    const answer = await fetch(`${url}/v1/changes/stream?since=${String(first)}`, { headers, signal: abort.signal });
    let text = '';
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.split('event: change').length >= calls.length) break;
    }
    abort.abort();
    expect(text.length).toBeGreaterThan(10_000);
    expect(coresIn(text)).toEqual([]);
  });

  it('cannot be asked for by an analyst, under any parameter of any route', async () => {
    const { text } = NUMBERS[0]!;
    for (const { path, parameters } of reads)
      if (parameters.some(({ name }) => name === 'contactNumber'))
        expect([path, (await api.get(`${path}?contactNumber=${encodeURIComponent(text)}`, 'analyst')).status]).toEqual([
          path,
          403,
        ]);
  });
});
