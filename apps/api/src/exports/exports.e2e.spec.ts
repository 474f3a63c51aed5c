import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import type { StoredCall } from '#domain';
import { CALL_COLUMNS, LEG_COLUMNS } from '#exports';
import type { StreamDocuments } from '#ports';
import { someCalls } from '../../../../test/support/generateCalls.js';
import { recorded } from '../../../../test/support/recorded.js';
import { SEED_CONTACT_DIALOG, voiceCampaignManual } from '../../../../test/support/seed.js';
import { documentsOf, inLog } from '../../spec/documents.js';
import { RunningApi } from '../../spec/startApi.js';
import type { ExportedFile } from './exportThread.js';
import { StartExport, StartExportHandler } from './startExport.js';

const SEED = 23;
const KEYS = {
  supervisor: { role: 'supervisor' },
  analyst: { role: 'analyst' },
  'project 1': { role: 'supervisor', projects: [1] },
} as const;
type ViewerName = keyof typeof KEYS;
type Json = Readonly<Record<string, unknown>>;

const population = (): StreamDocuments[] => {
  const seed = inLog(recorded(voiceCampaignManual(), { receivedAt: '2024-05-01T10:00:00.000Z' }));
  const stories = someCalls(700, SEED, { defects: 0.2 }).map(({ events }) => recorded(events));
  const streams = new Map(stories.filter((events) => events.length > 0).map((events) => [events[0]!.stream, events]));
  const documents = [...streams].map(([stream, events]) => documentsOf(stream, inLog(events)));
  return [documentsOf(seed[0]!.stream, seed), ...documents];
};

/** RFC 4180, read letter by letter. */
const rowsOf = (text: string, separator = ','): string[][] => {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  for (let i = 0, quoted = false; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') cell += text[++i]!;
    else if (character === '"') quoted = !quoted;
    else if (quoted) cell += character;
    else if (character === separator) {
      cells.push(cell);
      cell = '';
    } else if (character === '\r' && text[i + 1] === '\n') {
      rows.push([...cells, cell]);
      [cells, cell] = [[], ''];
      i++;
    } else cell += character;
  }
  expect(cell + cells.join('')).toBe('');
  return rows;
};

const atPath = (row: Json, path: string): unknown =>
  path.split('.').reduce<unknown>((value, field) => (value as Json | null | undefined)?.[field], row) ?? null;
type Scalar = string | number | boolean | null;
const textOf = (value: Scalar): string => (value === null ? '' : String(value));
const asCell = (value: unknown): string =>
  Array.isArray(value) ? (value as Scalar[]).map(textOf).join('|') : textOf(value as Scalar);

/** The paths of all that is no object. */
const leavesOf = (value: unknown, path = ''): string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([field, below]) => leavesOf(below, path === '' ? field : `${path}.${field}`));
};

describe('exports', () => {
  let api: RunningApi;
  let calls: readonly StoredCall[];
  beforeAll(async () => {
    api = await RunningApi.start(KEYS);
    const documents = population();
    for (let i = 0; i < documents.length; i += 200)
      await api.stores.readModels.replaceDocuments(api.generation, documents.slice(i, i + 200), null);
    calls = documents.flatMap((document) => document.calls);
    expect(calls.length).toBeGreaterThan(500); // more than a page
  });
  afterEach(() => {
    api.progress = {};
  });
  afterAll(() => api.stop());

  const get = async (path: string, viewer: ViewerName = 'supervisor') => {
    const answer = await api.get(`/v1/export/${path}`, viewer);
    expect(answer).toMatchObject({ status: 200 });
    return answer;
  };
  const ndjson = async (query: string, viewer: ViewerName = 'supervisor'): Promise<Json[]> => {
    const { text } = await get(`calls.ndjson?${query}`, viewer);
    expect(text === '' || text.endsWith('}\n')).toBe(true);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Json);
  };
  /** All items of a list, the oldest first. */
  const listed = async (list: string, query: string, viewer: ViewerName): Promise<Json[]> => {
    const items: Json[] = [];
    let cursor = '';
    do {
      const { body } = await api.get(`/v1/${list}?${query}&sort=startedAt&limit=500${cursor}`, viewer);
      items.push(...(body.items as unknown as Json[]));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    return items;
  };

  const FILTERS = [
    '',
    'outcome=conversation&outcome=abandoned',
    'quality=late_delivery',
    'from=2024-03-01T09:00:00Z&to=2024-03-01T12:00:00Z',
    'campaign=none-of-these',
    'consultant=konsultant27',
  ];
  it.each<[string, ViewerName]>([
    ...FILTERS.map((filter): [string, ViewerName] => [filter, 'supervisor']),
    ['', 'analyst'],
    ['', 'project 1'],
    ['outcome=conversation', 'project 1'],
  ])('of calls that pass "%s" give %s what the list gives, and in its order', async (filter, viewer) => {
    expect(await ndjson(filter, viewer)).toEqual(await listed('calls', filter, viewer));
  });

  it.each(['supervisor', 'analyst', 'project 1'] as const)(
    'as CSV have the same values for %s, in columns named by their paths',
    async (viewer) => {
      const [head, ...rows] = rowsOf((await get('calls.csv', viewer)).text);
      const items = await listed('calls', '', viewer);
      expect(head).toEqual(CALL_COLUMNS.map(({ path }) => path));
      expect(rows).toEqual(items.map((item) => head!.map((path) => asCell(atPath(item, path)))));
    },
  );

  it.each(['supervisor', 'analyst'] as const)('of legs have what the list of legs has, for %s', async (viewer) => {
    const filter = 'closeCause=HANGUP';
    const [head, ...rows] = rowsOf((await get(`legs.csv?${filter}`, viewer)).text);
    expect(head).toEqual(LEG_COLUMNS.map(({ path }) => path));
    const items = await listed('legs', filter, viewer);
    expect(rows).toEqual(items.map((item) => head!.map((path) => asCell(atPath(item, path)))));
  });

  it.each([
    ['calls.parquet', 'calls.csv', CALL_COLUMNS.length],
    ['legs.parquet', 'legs.csv', LEG_COLUMNS.length],
  ])('as Parquet (%s) have the rows of %s', async (file, csv, columns) => {
    const { headers, bytes } = await get(`${file}?kind=campaign`, 'analyst');
    expect(headers).toMatchObject({ 'content-type': 'application/vnd.apache.parquet' });
    const read = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    const [, ...rows] = rowsOf((await get(`${csv}?kind=campaign`, 'analyst')).text);
    expect(read.map((row) => Object.keys(row).length)).toEqual(rows.map(() => columns));
    expect(read.map((row) => Object.values(row)[0] as unknown)).toEqual(rows.map(([first]) => first));
  });

  it('have columns for every field of a call and of a leg', async () => {
    const call = (await ndjson(`recordId=5f46504480f35766ae0e449e`))[0]!;
    expect(CALL_COLUMNS.map(({ path }) => path)).toEqual(leavesOf(call).filter((path) => path !== 'legs'));
    const [leg] = await listed('legs', 'recordId=5f46504480f35766ae0e449e', 'supervisor');
    expect(LEG_COLUMNS.map(({ path }) => path)).toEqual(leavesOf(leg));
  });

  it('say up to when they are complete, and what the file is to be called', async () => {
    const { headers } = await get('calls.csv');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="calls.csv"',
      'cache-control': 'private, no-store',
      'x-projection': 'calls.v1',
    });
    const { body } = await api.get('/v1/calls?limit=1', 'supervisor');
    expect(headers['x-as-of']).toBe(body.asOf);
  });

  it('write local times and read bare dates in the zone', async () => {
    const [call] = await ndjson('from=2020-08-26&to=2020-08-27&timezone=Europe/Warsaw&local=true');
    expect(call).toMatchObject({
      startedAt: '2020-08-26T14:59:36+02:00',
      lastReceivedAt: '2024-05-01T12:00:00.000+02:00',
    });
    expect(await ndjson('from=2020-08-26&to=2020-08-26T15:00:00%2B02:00&timezone=Europe/Warsaw')).toHaveLength(1);
    const { text } = await get('legs.csv?recordId=5f46504480f35766ae0e449e&local=true&timezone=Europe/Warsaw');
    expect(rowsOf(text)[1]).toContain('2020-08-26T14:59:36+02:00');
  });

  it('are what a Polish spreadsheet opens, where it is asked for', async () => {
    const { text } = await get('calls.csv?dialect=excel-pl');
    expect(text.startsWith('\uFEFFid;source;')).toBe(true);
    expect(rowsOf(text.slice(1), ';')).toHaveLength(calls.length + 1);
  });

  it('go on behind the last row received, in both formats', async () => {
    const whole = (await get('calls.csv')).text;
    const lines = (await get('calls.ndjson')).text.split('\n');
    for (const place of [0, 499, 500, calls.length - 1]) {
      const { id } = JSON.parse(lines[place]!) as { id: string };
      expect((await get(`calls.ndjson?after=${id}`)).text).toBe(lines.slice(place + 1).join('\n'));
      const rest = (await get(`calls.csv?after=${id}`)).text;
      expect(whole.endsWith(rest)).toBe(true);
      expect(rowsOf(rest)).toHaveLength(calls.length - 1 - place);
    }
  });

  const outsideProject1 = (): string => calls.find(({ project }) => project !== null && project.id !== 1)?.id ?? '';
  it.each([
    ['a call that is gone', () => 'ffffffff-0000-4000-8000-000000000000', 'supervisor'],
    ['another dialog of a call', () => SEED_CONTACT_DIALOG, 'supervisor'],
    ['a call outside the limits of the key', outsideProject1, 'project 1'],
  ] satisfies [string, () => string, ViewerName][])('do not go on behind %s', async (_what, id, viewer) => {
    const { status, body } = await api.get(`/v1/export/calls.csv?after=${id()}`, viewer);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field: 'after', message: 'no call has this id any more: begin anew' }]);
  });

  it.each([
    ['calls.csv?campain=1', 'supervisor', 400],
    ['calls.csv?dialect=excel-de', 'supervisor', 400],
    ['calls.csv?timezone=Warsaw', 'supervisor', 400],
    ['calls.ndjson?dialect=excel-pl', 'supervisor', 400],
    ['calls.ndjson?limit=5', 'supervisor', 400],
    ['legs.csv?after=x', 'supervisor', 400],
    ['calls.parquet?local=true', 'supervisor', 400],
    ['calls.parquet?after=x', 'supervisor', 400],
    ['calls.csv?contactNumber=48600100200', 'analyst', 403],
    ['calls.xlsx', 'supervisor', 404],
  ] as const)('refuse %s of %s with %d', async (path, viewer, status) => {
    const answer = await api.get(`/v1/export/${path}`, viewer);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('show no number and no name of a contact to an analyst', async () => {
    const parties = calls.flatMap(({ legs }) => legs);
    const staff = parties
      .filter(({ role }) => role === 'consultant')
      .flatMap(({ party }) => [party.number, party.name]);
    const secrets = [...calls.map(({ contact }) => contact), ...parties.map(({ party }) => party)]
      .flatMap((one) => [one?.number, one?.name])
      .filter((text) => typeof text === 'string' && text.length > 6 && !staff.some((shown) => shown?.includes(text)));
    expect(secrets.length).toBeGreaterThan(100);
    expect((await get('calls.csv')).text).toContain(secrets[0]);
    for (const file of ['calls.csv', 'calls.csv?dialect=excel-pl', 'calls.ndjson', 'legs.csv']) {
      const { text } = await get(file, 'analyst');
      expect(secrets.filter((secret) => text.includes(secret!))).toEqual([]);
    }
  });

  it('are answered 503 where the read models are replaced in the moment in which they begin', async () => {
    const { readModels, log } = api.stores;
    const build = { rulesVersion: '1', logIdentity: await log.identity(), switching: 'manual' } as const;
    const generation = await readModels.startBuild('calls', build);
    await readModels.dropGeneration(generation);
    api.progress = { generations: () => Promise.resolve([{ ...generation, state: 'live' }]) };
    expect(await api.get('/v1/export/calls.csv', 'supervisor')).toMatchObject({ status: 503 });
  });

  it.each([
    ['gzip', 'gzip'],
    ['br, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
  ])('come packed where Accept-Encoding is "%s": %s', async (accepted, encoding) => {
    const { url, headers } = await api.listen('supervisor');
    const asked = request(`${url}/v1/export/calls.ndjson`, {
      headers: { ...headers, 'accept-encoding': accepted },
      agent: false,
    });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.headers).toMatchObject({ vary: 'accept-encoding', 'transfer-encoding': 'chunked' });
    expect(answer.headers['content-encoding']).toBe(encoding);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const text = (encoding === undefined ? Buffer.concat(chunks) : gunzipSync(Buffer.concat(chunks))).toString();
    expect(text).toBe((await get('calls.ndjson')).text);
  });

  const begin = async (): Promise<ExportedFile> => {
    const viewer = { name: 'supervisor', role: 'supervisor' } as const;
    const { content } = await api.part(StartExportHandler).execute(new StartExport('calls.ndjson', {}, viewer));
    await once(content, 'readable');
    return content;
  };

  describe('in pieces', () => {
    /** Takes what it is given late: not before somebody else has had a turn. */
    class LateTarget extends Writable {
      readonly pieces: Uint8Array[] = [];
      text = '';
      constructor() {
        super({ highWaterMark: 1 });
      }
      override _write(piece: Buffer, _encoding: string, done: () => void): void {
        this.pieces.push(piece);
        setImmediate(() => {
          this.text += piece.toString('latin1');
          done();
        });
      }
      get handedBack(): number {
        return this.pieces.filter(({ buffer }) => buffer.byteLength === 0).length;
      }
    }

    it('hand back the buffers of those that are taken, and of no others', async () => {
      const whole = Buffer.from((await get('calls.ndjson')).text).toString('latin1');
      const [content, target] = [await begin(), new LateTarget()];
      content.goesTo(target);
      await pipeline(content, target);
      expect(target.text === whole).toBe(true);
      expect(target.handedBack).toBeGreaterThan(0);
    });

    it('hand back none while something waits in what they are piped into', async () => {
      const [content, target] = [await begin(), new LateTarget()];
      content.goesTo({ writableLength: 1 });
      await pipeline(content, target);
      expect(target.pieces.length).toBeGreaterThan(5);
      expect(target.handedBack).toBe(0);
    });
  });

  describe('that nobody reads to the end', () => {
    const running = async (): Promise<number> => {
      const { text } = await api.get('/metrics', 'supervisor');
      return Number(/^exports_running (\d+)$/m.exec(text)?.[1]);
    };
    const giveUp = (files: readonly ExportedFile[]) =>
      Promise.all(files.map((content) => once(content.destroy(), 'close')));

    it('are made no faster than they are read, and leave no thread behind', async () => {
      const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
      const before = threads();
      const files = await Promise.all([begin(), begin(), begin()]);
      expect(await running()).toBe(3);
      expect(threads()).toBeGreaterThan(before);
      expect(files.every(({ rows }) => rows < calls.length)).toBe(true);
      await giveUp(files);
      expect(await running()).toBe(0);
      expect(threads()).toBeLessThanOrEqual(before);
    });

    it('keep others from beginning once as many run as may', async () => {
      const files = await Promise.all([begin(), begin(), begin(), begin()]);
      const refused = await api.get('/v1/export/calls.csv', 'supervisor');
      expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
      await giveUp(files);
      expect((await api.get('/v1/export/calls.csv', 'supervisor')).status).toBe(200);
      const { text: metrics } = await api.get('/metrics', 'supervisor');
      expect(metrics).toMatch(/^export_duration_seconds_count\{file="calls\.csv",outcome="complete"\} [1-9]/m);
      expect(metrics).toMatch(/^export_duration_seconds_count\{file="calls\.\w+",outcome="left"\} [1-9]/m);
      expect(Number(/^export_rows_sum\{file="calls\.csv"\} (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThanOrEqual(
        calls.length,
      );
    });
  });
});
