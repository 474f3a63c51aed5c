/** The repository's folder with a slash at its end, as a URL: this file is run from source (by tests), and as part of dist. */
const ROOT = import.meta.url.endsWith('.ts')
  ? new URL('../../../', import.meta.url)
  : import.meta.url.replace(/\/dist\/(?!.*\/dist\/).*$/, '/');

/**
 * The built file of a worker thread, which cannot run TypeScript.
 * @param path in the repository, as `libs/store-sqlite/src/spool/spool.worker`; not relative to the importer, which may be bundled
 */
export const workerFile = (path: string): URL => new URL(`dist/${path}.js`, ROOT);
