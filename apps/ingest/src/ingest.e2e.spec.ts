import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { StoreUnavailable, type EventLog, type RecordedEvent } from '#ports';
import { SEED_RECORD_ID, voiceCampaignManual } from '../../../test/support/seed.js';
import { eventually, newFolder, startIngest, type IngestServer } from '../spec/ingestServer.js';
import { eventIdOf } from './eventId.js';
import { Quarantine } from './quarantine.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const RECEIVED_AT = '2026-01-02T03:04:05.678Z';

let server: IngestServer;
const post = (body: string | Buffer, headers: Record<string, string> = JSON_TYPE, source = 'main') =>
  fetch(`${server.url}/webhooks/${source}`, { method: 'POST', headers, body });

const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as { status: number; title: string; detail: string; errors?: object[] };
  expect(problem).toMatchObject({ type: 'about:blank', status: response.status });
  return problem;
};
const streamOf = async (stream: string): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of server.log.readStream(stream)) events.push(event);
  return events;
};
const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();

describe('ingest, open on the loopback', () => {
  beforeAll(async () => {
    server = await startIngest({ receivedAt: Date.parse(RECEIVED_AT) });
  });
  afterAll(() => server.close());

  it('answers 204 to the documented flow and has all of it in the stream of its record, as it came', async () => {
    const bodies = voiceCampaignManual();
    const texts = bodies.map((body) => JSON.stringify(body, null, 2));
    for (const text of texts) expect((await post(text)).status).toBe(204);
    const events = await streamOf(`campaignRecord-${SEED_RECORD_ID}`);
    expect(events.map(({ text }) => text)).toEqual(texts);
    expect(events.map(({ id }) => id)).toEqual(bodies.map(eventIdOf));
    expect(events[0]).toMatchObject({
      type: 'DialogCreated',
      metadata: { receivedAt: RECEIVED_AT, source: 'main', schemaVersion: 1, $correlationId: SEED_RECORD_ID },
    });
  });

  it('answers 204 to a repeated delivery and stores it once', async () => {
    for (const body of voiceCampaignManual()) expect((await post(JSON.stringify(body))).status).toBe(204);
    expect((await post(`\ufeff${JSON.stringify(voiceCampaignManual())}`)).status).toBe(204);
    expect(await streamOf(`campaignRecord-${SEED_RECORD_ID}`)).toHaveLength(9);
    expect(await metrics()).toContain('ingest_webhooks_total{source="main",name="dialog_close",result="repeated"} 4');
  });

  it('stores objects of any kind in the stream of their source', async () => {
    expect((await post('{"event_name":"who knows","__proto__":{"a":1}}', JSON_TYPE, 'crm-2')).status).toBe(204);
    expect(await streamOf('source-crm-2')).toMatchObject([{ type: 'PlatformEventReceived' }]);
    expect(await metrics()).toContain('{source="crm-2",name="other",result="appended"} 1');
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON', 'application/cloudevents+json'])(
    'takes %s as JSON',
    async (type) => expect((await post('{"a":1}', { 'content-type': type })).status).toBe(204),
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data; boundary=x',
    '',
  ])('answers 415 to %j', async (type) => {
    const answer = await post(Buffer.from('{}'), type === '' ? {} : { 'content-type': type });
    expect((await problemOf(answer)).status).toBe(415);
  });

  it.each(['gzip', 'br', 'deflate, gzip'])(
    'answers 415 to the Content-Encoding %s, names it and keeps nothing',
    async (encoding) => {
      const headers = { ...JSON_TYPE, 'content-encoding': encoding };
      const problem = await problemOf(await post(gzipSync('{"a":1}'), headers, 'encoded'));
      expect(problem).toMatchObject({ status: 415, detail: expect.stringContaining(`"${encoding}"`) as string });
      expect(await streamOf('source-encoded')).toEqual([]);
      expect(await streamOf('quarantine-encoded')).toEqual([]);
      expect(await metrics()).toContain('ingest_webhooks_total{source="encoded",name="none",result="encoded"}');
    },
  );

  it('takes a body that says it has no encoding', async () => {
    expect((await post('{"a":1}', { ...JSON_TYPE, 'content-encoding': 'identity' })).status).toBe(204);
  });

  it.each(['Not_A_Source', 'a'.repeat(33), '%2e%2e', 'a%00'])('answers 404 to the source name %s', async (source) => {
    expect((await problemOf(await post('{}', JSON_TYPE, source))).status).toBe(404);
  });

  it('answers 405 to other methods, and 404 to other routes', async () => {
    for (const method of ['GET', 'PUT']) {
      const answer = await fetch(`${server.url}/webhooks/main`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
    for (const [method, path] of [
      ['POST', '/webhooks/'],
      ['GET', '/'],
    ]) {
      expect((await problemOf(await fetch(server.url + path!, { method: method! }))).status).toBe(404);
    }
    expect((await problemOf(await fetch(`${server.url}/webhooks/%ff`))).status).toBe(400);
  });

  it('answers 413 to an event over 256 KiB, alone or in an array, and to a request over 16 MiB', async () => {
    const large = `{"a":"${'x'.repeat(256 * 1024)}"}`;
    expect((await problemOf(await post(large))).status).toBe(413);
    expect(await problemOf(await post(`[{},${large}]`))).toMatchObject({ status: 413, errors: [{ field: '[1]' }] });
    expect((await problemOf(await post(Buffer.alloc(16 * 1024 * 1024 + 1, 0x20)))).status).toBe(413);
    expect((await problemOf(await post(`[${Array(1001).fill('{}').join(',')}]`))).status).toBe(413);
  });

  it('answers 413 to a request over 16 MiB that does not say how long it is', async () => {
    let left = 24; // MiB; a body without end once went on in memory after the connection had been closed, until there was none left
    const chunks = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
        else controller.close();
      },
    });
    const unmeasured = { method: 'POST', headers: JSON_TYPE, body: chunks, duplex: 'half' };
    const status = await fetch(`${server.url}/webhooks/main`, unmeasured as RequestInit).then(
      (answer) => answer.status,
      () => 'cut off', // the sender may still be writing when the connection is closed on it
    );
    expect([413, 'cut off']).toContain(status);
  });

  it('answers 400 to a body that is none, and keeps it in quarantine', async () => {
    expect((await problemOf(await post('{"number":', JSON_TYPE, 'bad'))).status).toBe(400);
    expect((await problemOf(await post(Buffer.from([0x7b, 0xff, 0x7d]), JSON_TYPE, 'bad'))).detail).toContain('UTF-8');
    await post('{"number":', JSON_TYPE, 'bad');
    const kept = await new Quarantine(server.log).list('bad');
    expect(kept).toMatchObject([
      { source: 'bad', refusedAt: RECEIVED_AT, size: 10, kept: Buffer.from('{"number":'), replayedAt: null },
      { size: 3, kept: Buffer.from([0x7b, 0xff, 0x7d]) },
    ]);
    expect(await metrics()).toContain('ingest_webhooks_total{source="bad",name="none",result="malformed"} 3');
    expect(server.lines()).toContain('kept in quarantine');
    expect(server.lines()).not.toContain('number');
  });

  it('keeps no more than the first 64 KiB of a refused body, whole characters of it', async () => {
    await post(`["${'ż'.repeat(100_000)}"]`, JSON_TYPE, 'long');
    const [kept] = await new Quarantine(server.log).list('long');
    expect(kept).toMatchObject({ size: 200_004 });
    expect(kept!.kept.toString()).toBe(`["${'ż'.repeat(32 * 1024 - 1)}`);
  });

  it('stores nothing of an array with one wrong element, and names it', async () => {
    const answer = await post('[{"event_name":"a","n":1},"seven"]', JSON_TYPE, 'arrays');
    expect(await problemOf(answer)).toMatchObject({ status: 400, errors: [{ field: '[1]' }] });
    expect(await streamOf('source-arrays')).toEqual([]);
  });

  it('stores every element of an array of 1,000', async () => {
    const body = JSON.stringify(Array.from({ length: 1000 }, (_, n) => ({ event_name: 'x', n })));
    expect((await post(body, JSON_TYPE, 'many')).status).toBe(204);
    expect(await streamOf('source-many')).toHaveLength(1000);
  });

  it('refuses foreign hosts, foreign origins and forwarded requests', async () => {
    const ask = async (headers: Record<string, string>) =>
      (await server.app.inject({ method: 'GET', url: '/health/live', headers })).statusCode;
    expect(await ask({ host: 'localhost:3000' })).toBe(200);
    expect(await ask({ host: '[::1]' })).toBe(200);
    expect(await ask({ host: 'evil.example' })).toBe(403);
    expect(await ask({ host: 'localhost', origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ host: 'localhost', origin: 'http://127.0.0.1:3000' })).toBe(200);
    expect(await ask({ host: 'localhost', 'x-forwarded-for': '10.0.0.1' })).toBe(403);
    expect(await ask({ host: 'localhost', forwarded: 'for=10.0.0.1' })).toBe(403);
    const refused = await server.app.inject({
      method: 'POST',
      url: '/webhooks/main',
      headers: { host: 'evil.example' },
    });
    expect(refused.json()).toMatchObject({ status: 403, title: 'Forbidden' });
  });

  it('refuses HTTP/1.0, which a proxy speaks that says nothing of itself', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('GET /health/live HTTP/1.0\r\nHost: 127.0.0.1:3000\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('says that it lives and is ready', async () => {
    expect(await (await fetch(`${server.url}/health/live`)).json()).toEqual({ status: 'live' });
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toEqual({
      status: 'ready',
      checks: { eventLog: { ok: true }, readModels: { ok: true } },
    });
  });
});

describe('ingest with configured sources', () => {
  let folder: string;
  const secrets = (...entries: object[]) => {
    writeFileSync(join(folder, 'new.json'), JSON.stringify(entries));
    renameSync(join(folder, 'new.json'), join(folder, 'sources.json'));
  };
  const postAs = (secret: string) => post('{"a":1}', { ...JSON_TYPE, appHash: secret });

  beforeAll(async () => {
    folder = newFolder();
    mkdirSync(join(folder, 'data'));
    secrets({ name: 'main', header: 'appHash', secret: 'first-secret' });
    server = await startIngest({ folder, environment: { WEBHOOK_SOURCES_FILE: join(folder, 'sources.json') } });
  });
  afterAll(() => server.close());

  it('takes deliveries with the right secret, answers 401 without and 404 for other sources', async () => {
    expect((await postAs('first-secret')).status).toBe(204);
    expect((await problemOf(await postAs('wrong'))).status).toBe(401);
    expect((await problemOf(await post('{"a":1}'))).status).toBe(401);
    const unknown = await problemOf(await post('{"a":1}', JSON_TYPE, 'second'));
    expect(unknown).toMatchObject({
      status: 404,
      detail: expect.stringContaining('takes a-z, 0-9 and -, up to 32 characters') as string,
    });
    expect(await metrics()).toContain('ingest_webhooks_total{source="main",name="none",result="wrong_secret"} 2');
    expect(await metrics()).toContain('ingest_webhooks_total{source="unknown",name="none",result="unknown_source"} 1');
  });

  it('answers 401 before it has read the body, and to any spelling of the path', async () => {
    const unfinished = request(`${server.url}/webhooks/main`, {
      method: 'POST',
      headers: { ...JSON_TYPE, 'content-length': 1000 },
    });
    unfinished.flushHeaders();
    const [answer] = (await once(unfinished, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(401);
    unfinished.on('error', () => undefined).destroy();
    const spelled = await fetch(`${server.url}/%77ebhooks/m%61in`, { method: 'POST', headers: JSON_TYPE, body: '{}' });
    expect(spelled.status).toBe(401);
  });

  it('takes both secrets while they are rotated, and the new one alone afterwards', async () => {
    secrets({ name: 'main', header: 'appHash', secret: ['first-secret', 'second-secret'] });
    await eventually(async () => (await postAs('second-secret')).status === 204);
    expect((await postAs('first-secret')).status).toBe(204);
    secrets({ name: 'main', header: 'appHash', secret: 'second-secret' });
    await eventually(async () => (await postAs('first-secret')).status === 401);
    expect((await postAs('second-secret')).status).toBe(204);
  });

  it('keeps the old secrets in force while the file cannot be used, and says so', async () => {
    writeFileSync(join(folder, 'sources.json'), '[{"name":"main","secret":"third-secret"');
    await eventually(() => server.lines().includes('the former content stays in force'));
    expect((await postAs('second-secret')).status).toBe(204);
    expect(await metrics()).toContain('key_file_refused{file="WEBHOOK_SOURCES_FILE"} 1');
    expect(server.lines()).not.toContain('third-secret');
  });
});

describe('ingest over a log that does not answer', () => {
  let release: () => void = () => undefined;
  let stalled: Promise<void>;
  let begun = 0;
  const stalling = (real: EventLog): EventLog =>
    Object.assign(Object.create(real) as EventLog, {
      append: (...args: Parameters<EventLog['append']>) => {
        begun += 1;
        return stalled.then(() => real.append(...args));
      },
      close: () => real.close(),
      head: () => real.head(),
    });

  beforeEach(async () => {
    begun = 0;
    stalled = new Promise((resolve) => (release = resolve));
    server = await startIngest({ log: stalling, environment: { INGEST_QUEUE_LIMIT: '1000', APPEND_SECONDS: '5' } });
  });
  afterEach(async () => {
    release();
    await server.close();
  });

  it('answers 503 at once when too much waits, and takes it again when the log does', async () => {
    const first = post(JSON.stringify(Array.from({ length: 1000 }, (_, n) => ({ n }))));
    await eventually(async () => (await metrics()).includes('ingest_waiting_events 1000'));
    // while the log stands still: it is let go below, and then the first is answered
    const refused = await post('{"a":1}');
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await problemOf(refused)).status).toBe(503);
    release();
    expect((await first).status).toBe(204);
    await eventually(async () => (await post('{"a":1}')).status === 204);
  });

  it('answers 503 when the log takes too long, then at once, and takes events again when it answers', async () => {
    const late = await post('{"a":1}');
    expect(late.headers.get('retry-after')).toBe('2');
    expect((await problemOf(late)).status).toBe(503);
    // from now on nothing is left waiting at the log
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => post(JSON.stringify({ n }))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers[0]!.headers.get('retry-after')).toBe('2');
    expect(await metrics()).toContain('ingest_waiting_events 0');
    expect(await metrics()).toContain('ingest_event_log_away 1');
    expect(begun).toBeLessThan(4);
    const { status } = await fetch(`${server.url}/health/ready`);
    expect(status).toBe(503);
    release();
    await eventually(async () => (await metrics()).includes('ingest_event_log_away 0'));
    expect((await post('{"a":1}')).status).toBe(204);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect(server.lines()).toContain('the event log is back');
    expect(server.lines()).not.toContain('"unavailable"');
    expect(/"refused":(\d+)/.exec(server.lines())?.[1]).toBe('201');
    expect(server.lines().match(/the event log is away/g)).toHaveLength(1);
  });

  it('answers 503, not 400, to a bad body that it could not keep, and 400 once it can', async () => {
    const first = await post('nonsense');
    expect(first.headers.get('retry-after')).toBe('2');
    expect((await problemOf(first)).status).toBe(503);
    // from now on nothing is waited for
    const again = await Promise.all(Array.from({ length: 50 }, () => post('nonsense')));
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([503]));
    expect(begun).toBeLessThan(4);
    expect(await metrics()).toContain('ingest_quarantined_total{result="failed"} 51');
    expect(await metrics()).toContain('ingest_webhooks_total{source="main",name="none",result="unavailable"} 51');
    release();
    await eventually(async () => (await post('nonsense')).status === 400);
    expect(await new Quarantine(server.log).list('main')).toMatchObject([{ kept: Buffer.from('nonsense') }]);
  });

  it('answers 503 at once to a bad body when too much waits by the time it has come', async () => {
    const headers = { ...JSON_TYPE, 'content-length': 8, expect: '100-continue' };
    const slow = request(`${server.url}/webhooks/main`, { method: 'POST', headers });
    slow.flushHeaders();
    await once(slow, 'continue'); // let in
    const waiting = post(JSON.stringify(Array.from({ length: 1000 }, (_, n) => ({ n }))));
    await eventually(async () => (await metrics()).includes('ingest_waiting_events 1000'));
    slow.end('nonsense');
    const [refused] = (await once(slow, 'response')) as [IncomingMessage];
    refused.resume();
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('2');
    release();
    expect((await waiting).status).toBe(204);
  });
});

describe('ingest over a log that is away', () => {
  beforeAll(async () => {
    server = await startIngest({
      log: (real) =>
        Object.assign(Object.create(real) as EventLog, {
          append: () => Promise.reject(new StoreUnavailable('esdb://admin:changeit@host is away')),
          close: () => real.close(),
          head: () => Promise.reject(new StoreUnavailable('esdb://admin:changeit@host is away')),
        }),
    });
  });
  afterAll(() => server.close());

  it('answers 503 with Retry-After, and neither answer nor log gives credentials away', async () => {
    const answer = await post('{"a":1}');
    expect(answer.headers.get('retry-after')).toBe('2');
    const problem = await problemOf(answer);
    expect(problem.status).toBe(503);
    expect(JSON.stringify(problem) + server.lines()).not.toContain('changeit');
    expect(server.lines()).toContain('is away');
  });

  it('is not ready, and says why', async () => {
    const ready = await fetch(`${server.url}/health/ready`);
    expect(ready.status).toBe(503);
    const { checks } = (await ready.json()) as { checks: Record<string, object> };
    expect(checks.eventLog).toEqual({ ok: false, detail: 'esdb://***@host is away' });
  });
});
