// Starts the built product on a fresh data folder and a free port, runs a black-box suite against it, and stops it again.
// usage: node test/ci/acceptance.mjs SUITE.mjs [suite options]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from './startProduct.mjs';

const [suite, ...options] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), 'call-analytics-'));
const product = await startProduct({ DATA_DIR: dataDir });
const run = spawn(process.execPath, [suite, '--base', product.url, '--milestone', 'A', ...options], {
  stdio: 'inherit',
});
const code = await new Promise((resolve) => run.on('close', resolve));
await product.stop();
rmSync(dataDir, { recursive: true, force: true });
process.exitCode = code ?? 1;
