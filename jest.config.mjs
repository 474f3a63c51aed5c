import { keepFilesInMemory } from './test/filesInMemory.mjs';

keepFilesInMemory();

// Three layers, told apart by the file's suffix (CONTRIBUTING.md): spec = pure, int = with a store, e2e = over HTTP.
const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: { '^.+\\.ts$': '@swc/jest' }, // by .swcrc, as the build
};

export default {
  projects: [
    {
      ...base,
      displayName: 'spec',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(int|e2e)\\.spec\\.ts$'],
    },
    { ...base, displayName: 'int', testMatch: ['**/*.int.spec.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['**/*.e2e.spec.ts'] },
  ],
  testTimeout: 300_000, // a limit that fails, generous enough for a busy machine
  maxWorkers: 3, // on two processors; much of the long ones is waiting for processes and disks
  testSequencer: '<rootDir>/test/longestFirst.mjs',
  reporters: ['default', '<rootDir>/test/reporters/loudNotices.mjs'],
};
