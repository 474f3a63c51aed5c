import type { Generation, ReadModels } from '#ports';

/** Read models shared by the tests of a suite, each with a projection of its own. */
export interface SharedReadModels {
  readonly readModels: ReadModels;
  /** Another client of the same store, closed after the test. */
  readonly secondClient: () => Promise<ReadModels>;
  /** The first generation of a projection that no other test uses. */
  readonly generation: () => Promise<Generation>;
  /** A name that no other test uses. */
  readonly freshName: () => string;
}

/** What a build is begun with. */
export const BUILD = { rulesVersion: '2', logIdentity: 'log', switching: 'auto' } as const;
