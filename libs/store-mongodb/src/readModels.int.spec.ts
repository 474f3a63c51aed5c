import { describeReadModels } from '../../../test/contract/readModels.contract.js';
import { describeOnMongod, inFreshDatabase } from '../../../test/mongod/describeOnMongod.js';
import { openMongoReadModels } from './openReadModels.js';

await describeOnMongod('MongoDB', (name, fresh) => {
  describeReadModels(name, () => Promise.resolve(inFreshDatabase(fresh, openMongoReadModels)));
});
