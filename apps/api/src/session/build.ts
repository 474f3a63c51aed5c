import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Another one with every build, which writes this file anew: a page that was loaded from a former one can tell. */
export const BUILD = Math.floor(statSync(fileURLToPath(import.meta.url)).mtimeMs).toString(36);
