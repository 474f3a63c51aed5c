export { chosen } from './chosen.js';
export { badRange, conditionsOf, type AskedFilter } from './filterConditions.js';
export { FILTER_PARAMETERS, LOCAL_PARAMETER, TIMEZONE_PARAMETER } from './filterParameters.js';
export type { Asked, Parameter } from './parameter.js';
export { parameterReader, type BadParameter, type GivenTexts } from './readParameters.js';
export { mayBeMeant } from './unknownParameter.js';
