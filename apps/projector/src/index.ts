export { Linker, type LinkerParts } from './linker/linker.js';
export { linkLoop } from './linker/linkLoop.js';
export type { Progress } from './runner/processor.js';
export { startProjector, type Projector, type ProjectorParts } from './runner/projector.js';
export { LeaseWatch } from './runner/lease.js';
export type { ProcessorState } from './runner/processor.js';
export { dryRun, type DryRun, type DryRunParts } from './rebuild/dryRun.js';
