import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import { describeReadModels } from '../../../../test/contract/readModels.contract.js';
import { openReadModelsToWrite, openSqliteReadModels } from './openReadModels.js';

describeReadModels('SQLite', () => inTemporaryFolder((dataDir) => openSqliteReadModels({ dataDir })));
describeReadModels('SQLite, read in the own thread', () =>
  inTemporaryFolder((dataDir) => openReadModelsToWrite({ dataDir })),
);
