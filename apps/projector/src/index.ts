export { Linker, type LinkerParts } from './linker/linker.js';
export type { Progress } from './runner/progress.js';
export { startProjector, type Projector, type ProjectorParts } from './runner/projector.js';
export type { LoopState } from './runner/workLoop.js';
export { dryRun, type DryRun, type DryRunParts } from './rebuild/dryRun.js';
