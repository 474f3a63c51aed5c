import tseslint from 'typescript-eslint';

/** Import walls (docs/decisions/0001-layout-and-walls.md): what a folder may reach besides itself. Relative imports stay inside a folder. */
const wall = (files, allowed, message) => ({
  files,
  ignores: ['**/*.spec.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ regex: `^(?!(${['\\.', ...allowed].join('|')}))`, message: `${files[0]}: ${message}` }] },
    ],
  },
});
/** No `../` chain may leave the folder: `depth` is how many levels lie between a file at the deepest and the folder. */
const noEscape = {
  files: ['libs/**/*.ts', 'apps/**/*.ts'],
  ignores: ['**/*.spec.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector: 'ImportDeclaration[source.value=/\\/(libs|apps|test|bench)\\//]',
        message: 'Reach another folder by its name (#domain, #ports, ...), not by a path.',
      },
    ],
  },
};

const NO_ADAPTERS = { regex: '^#store-', message: 'Adapters are chosen by #stores alone.' };

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': 'off', // Nest modules are empty classes
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Nest reads a constructor's types at run time: they must stay value imports there.
    files: ['apps/**/*.ts', 'libs/server/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', 'max-lines': 'off' },
  },
  noEscape,
  wall(['libs/domain/**/*.ts'], [], 'the domain is pure and imports only itself'),
  wall(['libs/ports/**/*.ts'], ['#domain$'], 'ports import domain types only'),
  wall(
    ['libs/store-sqlite/**/*.ts'],
    ['#ports$', '#domain$', 'node:', '@photostructure/sqlite$'],
    'an adapter imports ports and its own driver, never another adapter, never Nest',
  ),
  wall(
    ['libs/store-eventstoredb/**/*.ts'],
    ['#ports$', '#domain$', 'node:', '@kurrent/kurrentdb-client$'],
    'an adapter imports ports and its own driver, never another adapter, never Nest',
  ),
  wall(
    ['libs/store-mongodb/**/*.ts'],
    ['#ports$', '#domain$', 'node:', 'mongodb$'],
    'an adapter imports ports and its own driver, never another adapter, never Nest',
  ),
  wall(
    ['libs/stores/**/*.ts'],
    ['#ports$', '#domain$', '#store-', 'node:'],
    'the chooser imports ports and adapters, never Nest',
  ),
  {
    files: ['apps/cli/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            NO_ADAPTERS,
            { regex: '^(#server$|@nestjs/|#.*/nest$)', message: 'The command line starts without Nest.' },
          ],
        },
      ],
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    ignores: ['apps/cli/**', 'libs/stores/**', 'libs/store-*/**', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [NO_ADAPTERS] }],
    },
  },
);
