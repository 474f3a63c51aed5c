// Makes the files that compose.yml gives the processes as secrets, in a folder (default: docker/secrets). Keeps those that are there.
// node docker/makeSecrets.mjs [FOLDER]
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('secrets', import.meta.url));
// nobody else of this machine may look into the folder; the container's user, who has another number, may read what it is given of it
mkdirSync(folder, { recursive: true, mode: 0o700 });

const write = (name, content, say) => {
  const file = join(folder, name);
  if (existsSync(file)) {
    console.log(`${file} is there and stays as it is`);
    return;
  }
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o644 });
  console.log(`${file} made.\n${say}\n`);
};

const secret = randomBytes(32).toString('hex');
write(
  'webhook-sources.json',
  [{ name: 'main', header: 'appHash', secret }],
  `Have the platform post to /webhooks/main with the header\n  appHash: ${secret}`,
);
const key = randomBytes(32).toString('hex');
const sha256 = createHash('sha256').update(key).digest('hex');
write(
  'api-keys.json',
  [{ name: 'first admin', sha256, role: 'admin' }],
  `This key is shown now and never again (the file holds its digest only):\n  Authorization: Bearer ${key}`,
);
