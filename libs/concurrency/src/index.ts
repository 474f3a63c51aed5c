/** At most so many pieces of work at the same time, the others wait in their order: `const limit = pLimit(3); await limit(work)`. */
export { default as pLimit } from 'p-limit';
export { BackOff, type BackOffLimits } from './backOff.js';
export { forEachConcurrently } from './forEachConcurrently.js';
export { orAborted } from './orAborted.js';
export { orQuiet, QUIET } from './orQuiet.js';
export { pause } from './pause.js';
export { withinTime } from './withinTime.js';
export { workerFile } from './workerFile.js';
export { WriteChain } from './writeChain.js';
