/**
 * The walls between the folders (docs/architecture.md#folders-and-walls), checked by `npm run walls` over resolved paths: by name or by a
 * relative path, for values and for types alike. Each entry says what a folder may import besides itself; anything else is an error.
 */
const ADAPTERS = ['libs/store-sqlite', 'libs/store-eventstoredb', 'libs/store-mongodb'];
const SHARED = ['libs/domain', 'libs/ports', 'libs/projections', 'libs/concurrency', 'libs/stores', 'libs/server'];
const NEST = ['@nestjs/', 'fastify', 'rxjs', 'reflect-metadata'];

const FOLDERS = {
  'libs/domain': { folders: [], packages: [], node: false },
  'libs/ports': { folders: ['libs/domain'], packages: [], node: false },
  'libs/projections': { folders: ['libs/domain', 'libs/ports', 'libs/concurrency'], packages: [] },
  'libs/parameters': { folders: ['libs/domain'], packages: ['class-validator', 'fastest-levenshtein'] },
  'libs/exports': { folders: ['libs/domain', 'libs/ports'], packages: ['hyparquet-writer'] },
  'libs/concurrency': { folders: [], packages: ['p-limit'] },
  'libs/store-sqlite': {
    folders: ['libs/domain', 'libs/ports', 'libs/concurrency'],
    packages: ['@photostructure/sqlite'],
  },
  'libs/store-eventstoredb': {
    folders: ['libs/domain', 'libs/ports', 'libs/concurrency'],
    packages: ['@kurrent/kurrentdb-client', 'google-protobuf'],
  },
  'libs/store-mongodb': { folders: ['libs/domain', 'libs/ports', 'libs/concurrency'], packages: ['mongodb'] },
  'libs/stores': { folders: ['libs/domain', 'libs/ports', 'libs/concurrency', ...ADAPTERS], packages: [] },
  'libs/server': {
    folders: ['libs/domain', 'libs/ports', 'libs/concurrency', 'libs/stores'],
    packages: [...NEST, '@fastify/', 'class-', 'dotenv', 'helmet', 'pino', 'prom-client'],
  },
  'apps/ingest': { folders: SHARED, packages: [...NEST, 'lru-cache', 'prom-client', 'uuid'] },
  'apps/projector': { folders: SHARED, packages: [...NEST, 'lru-cache', 'prom-client', 'uuid'] },
  'apps/api': {
    folders: [...SHARED, 'libs/parameters', 'libs/exports'],
    packages: [...NEST, '@fastify/', 'prom-client'],
  },
  // Made into a few files by Vite: its packages are none of the service's, and it knows the service by its API alone.
  'apps/dashboard': {
    folders: [],
    packages: ['preact', 'wouter-preact', '@tanstack/preact-query', 'openapi-fetch', 'd3-', 'vite'],
    node: false,
  },
  'apps/standalone': { folders: [...SHARED, 'apps/ingest', 'apps/projector', 'apps/api'], packages: NEST },
  'apps/cli': {
    folders: [...SHARED, 'libs/parameters', 'libs/exports', 'apps/ingest', 'apps/projector'],
    packages: ['commander', 'cli-progress', 'dotenv', 'pino', 'class-'],
  },
};

/** Tests and what only tests use may reach further: `spec/` holds an app's own test support. */
const TESTS = '\\.spec\\.ts$|^apps/[^/]+/spec/';
const OURS = '^(apps|libs|test|bench|checks)/';
const anyOf = (paths) => `^(${paths.join('|')})`;

const wallsOf = ([folder, { folders, packages, node = true }]) => [
  {
    name: `${folder} imports only ${folders.map((each) => each.split('/')[1]).join(', ') || 'itself'}`,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: TESTS },
    to: { path: OURS, pathNot: anyOf([folder, ...folders].map((each) => `${each}/`)) },
  },
  {
    name: `${folder} uses only these packages: ${packages.join(', ') || 'none'}`,
    severity: 'error',
    from: { path: `^${folder}/`, pathNot: TESTS },
    to: {
      path: '^node_modules/',
      ...(packages.length > 0 && { pathNot: `^node_modules/(@types/)?(${packages.join('|')})` }),
    },
  },
  ...(node
    ? []
    : [
        {
          name: `${folder} does without Node`,
          severity: 'error',
          from: { path: `^${folder}/`, pathNot: TESTS },
          to: { dependencyTypes: ['core'] },
        },
      ]),
];

export default {
  forbidden: [
    ...Object.entries(FOLDERS).flatMap(wallsOf),
    {
      name: 'a new folder gets an entry in the walls first',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: anyOf(Object.keys(FOLDERS).map((each) => `${each}/`)) },
      to: {},
    },
    {
      name: 'another folder is reached by its name (#domain, #ports, ...), not by a path',
      severity: 'error',
      from: { path: '^(apps|libs|test|bench|checks)/([^/]+)/' },
      to: { path: '^(apps|libs)/', pathNot: '^$1/$2/', dependencyTypesNot: ['aliased-subpath-import'] },
    },
    {
      name: 'a folder reaches its own files by a path, not by its name',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/', pathNot: TESTS },
      to: { path: '^$1/$2/', dependencyTypes: ['aliased-subpath-import'] },
    },
    {
      name: 'the command line starts without Nest',
      severity: 'error',
      from: { path: '^apps/cli/src/', pathNot: TESTS },
      to: { path: '^node_modules/@nestjs/', reachable: true },
    },
    {
      name: 'an adapter is loaded only when it is chosen',
      severity: 'error',
      from: { path: '^libs/stores/', pathNot: TESTS },
      to: { path: anyOf(ADAPTERS), dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'the product does not import its tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'the product does without packages of development',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [TESTS, '^apps/dashboard/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every import can be found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '/dist/' },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: ['^dist/', '^bench/peers/node_modules/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
