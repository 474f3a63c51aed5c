import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../logging/logger.js';
import type { Settings } from '../settings/readSettings.js';
import { SHORTEST_SESSION_SECRET } from '../settings/variables.js';

const FILE = 'session.secret';
const BYTES = 32;

/** Made beside and linked into place: another process finds either the whole file or none. */
const makeFile = (path: string): void => {
  const made = `${path}.${process.pid}`;
  writeFileSync(made, randomBytes(BYTES).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(made);
  }
};

/**
 * What session cookies are signed with: SESSION_SECRET, else a random text in DATA_DIR, which the first process that needs it makes. Where
 * it cannot be kept there, sessions end with this process, and a warning says so.
 */
export const sessionSecret = (
  { sessionSecret: configured, dataDir }: Pick<Settings, 'sessionSecret' | 'dataDir'>,
  logger: Pick<Logger, 'warn'>,
): string => {
  if (configured !== null) return configured;
  const path = join(dataDir, FILE);
  try {
    mkdirSync(dataDir, { recursive: true });
    makeFile(path);
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length >= SHORTEST_SESSION_SECRET) return secret;
    throw new Error('it holds less than a secret: remove it');
  } catch (error) {
    const reason = (error as Error).message;
    logger.warn({ path, reason }, 'the secret of sessions cannot be kept: they end when this process does');
    return randomBytes(BYTES).toString('base64url');
  }
};
