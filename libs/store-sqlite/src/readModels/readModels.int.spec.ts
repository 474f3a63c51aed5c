import { inTemporaryFolder } from '../../../../test/contract/inTemporaryFolder.js';
import { describeReadModels } from '../../../../test/contract/readModels.contract.js';
import { openSqliteReadModels } from './openReadModels.js';

describeReadModels('SQLite', () => inTemporaryFolder((dataDir) => openSqliteReadModels({ dataDir })));
