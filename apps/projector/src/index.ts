export { Linker, type LinkerParts } from './linker.js';
export type { Progress } from './progress.js';
export { startProjector, type Projector, type ProjectorParts } from './projector.js';
export type { LoopState } from './workLoop.js';
export { dryRun, type DryRun, type DryRunParts } from './rebuild/dryRun.js';
