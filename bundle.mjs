import { globSync } from 'tinyglobby';
import { build } from 'rolldown';

/**
 * Each process and each worker thread as one file with what it shares with others in dist/chunks, in place of the compiler's output of the
 * same name: Node opens and links some 1,400 modules for one process otherwise, which is more than half of its start
 * (docs/decisions/0038-bundled-processes.md).
 */
const entries = globSync([
  'dist/apps/*/src/main.js',
  'dist/{apps,libs}/**/*.worker.js',
  'dist/test/e2e/*WithOtherRules.js', // started by tests as the product and its command line are
]);

/** Left where they are: packages with native code or files of their own, the clients of servers, and what Nest loads only where it is installed. */
const OUTSIDE = [
  /^@photostructure\/sqlite/,
  /^@kurrent\//,
  /^google-protobuf/,
  /^mongodb($|\/)/,
  /^swagger-ui-dist/,
  /^@nestjs\/(microservices|websockets|platform-express)/,
  /^@fastify\/(multipart|view|static)$/,
  /^class-transformer\/storage$/,
];

await build({
  input: Object.fromEntries(entries.map((path) => [path.slice('dist/'.length, -'.js'.length), path])),
  platform: 'node',
  external: OUTSIDE,
  output: { dir: 'dist', format: 'esm', keepNames: true, sourcemap: true, chunkFileNames: 'chunks/[name]-[hash].js' },
});
