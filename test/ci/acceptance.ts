// Starts the built product on a fresh data folder and a free port, runs a black-box suite against it, and stops it again.
// usage: node dist/test/ci/acceptance.js SUITE.mjs [suite options]
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '../support/startProduct.js';

const [suite = '', ...options] = process.argv.slice(2);
const dataDir = await mkdtemp(join(tmpdir(), 'call-analytics-'));
try {
  const product = await startProduct({ DATA_DIR: dataDir });
  const args = [suite, '--base', product.url, '--milestone', 'A', ...options];
  const run = spawn(process.execPath, args, { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve) => run.on('close', resolve));
  const stopped = await product.stop();
  if (stopped !== 0) console.error(`the product ended with ${stopped ?? 'a signal'}:\n${product.output()}`);
  process.exitCode = code === 0 && stopped === 0 ? 0 : 1;
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
