import type { Db } from 'mongodb';
import type { Generation } from '#ports';
import { projectionsOf, type GenerationItem } from './collections.js';
import { isDuplicateKey } from './mongoErrors.js';

/** A generation as it stood in a document of its own, before there were builds: at most one of a projection, live. */
type FormerGeneration = Pick<
  Generation,
  'projection' | 'number' | 'rulesVersion' | 'state' | 'logIdentity' | 'createdAt'
> & { readonly _id: string };

const itemOf = ({ _id, ...former }: FormerGeneration): GenerationItem => ({
  ...former,
  switching: 'auto',
  error: null,
  switchedAt: former.createdAt,
  comparison: null,
});

/** Takes what former versions of this program have left into the projections' documents. Repeatable after a crash. */
export const adoptFormerGenerations = async (db: Db): Promise<void> => {
  const former = db.collection<FormerGeneration>('generations');
  for (const generation of await former.find().toArray()) {
    try {
      const adopted = { _id: generation.projection, revision: 1, generations: [itemOf(generation)] };
      await projectionsOf(db).insertOne(adopted, { writeConcern: { w: 'majority', journal: true } });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // it has been adopted
    }
    await former.deleteOne({ _id: generation._id });
  }
};
