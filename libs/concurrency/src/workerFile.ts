/**
 * Where the built file of a worker thread lies, beside its importer. A thread cannot run TypeScript: from source (tests) the build's file
 * is taken.
 */
export const workerFile = (name: string, importer: string): URL => {
  const url = new URL(name, importer);
  if (importer.endsWith('.ts')) url.pathname = url.pathname.replace(/\/(apps|libs)\//, '/dist/$1/');
  return url;
};
