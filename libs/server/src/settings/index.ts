export { hideCredentials } from './hideCredentials.js';
export { BadSettings, loadSettings, readSettings, type Settings } from './readSettings.js';
export { SOURCE_NAME, SOURCE_NAME_RULE } from './sourceName.js';
export { VARIABLE_NAMES } from './variables.js';
