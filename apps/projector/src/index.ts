export { Linker } from './linker/linker.js';
export { linkLoop } from './linker/linkLoop.js';
export { startProjector, type Projector } from './runner/projector.js';
export { dryRun, foldStored } from './rebuild/dryRun.js';
