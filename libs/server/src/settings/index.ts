export { keepToOwner, prepareDataDir, warningOfDataDir } from './dataDir.js';
export { hideCredentials } from './hideCredentials.js';
export {
  BadSettings,
  loadSettings,
  readSettings,
  sourcesOfSettings,
  type Settings,
  type SettingSource,
} from './readSettings.js';
export { SOURCE_NAME, SOURCE_NAME_RULE } from './sourceName.js';
export { storesInUse, type NewStores } from './storesInUse.js';
export { parseApiKeys } from '../security/apiKeys.js';
export { parseWebhookSources } from '../security/webhookSources.js';
export { VARIABLE_NAMES } from './variables.js';
