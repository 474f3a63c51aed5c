import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The one page of the dashboard, as this process serves it. */
export interface IndexPage {
  readonly html: string;
  readonly tag: string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/**
 * The page that a build has made, with the prefix that a proxy puts before every address, and the build that it belongs to: from these it
 * knows where the API is, and when it is out of date. Null: there is no build.
 * @param prefix the path of PUBLIC_URL, without a slash at its end
 */
export const readIndexPage = (folder: string, prefix: string, build: string): IndexPage | null => {
  let built: string;
  try {
    built = readFileSync(join(folder, 'index.html'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const html = built
    .replaceAll('"/app', `"${escaped(prefix)}/app`)
    .replace('name="app-version" content="dev"', `name="app-version" content="${escaped(build)}"`);
  return { html, tag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"` };
};
