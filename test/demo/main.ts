// npm run demo: plays the one documented call against a fresh instance on a free port and shows what comes out.
// npm run demo -- --serve [--live] [--port N]: serves a month of generated calls that ends now, with the dashboard, until Ctrl-C.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playCall } from './playCall.js';
import { serveMonth } from './serveMonth.js';

const { values } = parseArgs({
  options: {
    serve: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());

const dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-demo-'));
try {
  const port = values.port === undefined ? undefined : Number(values.port);
  if (values.serve || values.live) await serveMonth(dataDir, { isLive: values.live, port, signal: abort.signal });
  else await playCall(dataDir);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
