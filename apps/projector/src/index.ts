export { ProjectorModule } from './projector.module.js';
export { Linker, type LinkerParts } from './linker.js';
export { type Partition, parsePartitionName, partitionName } from './partition.js';
export type { Progress } from './projectPartition.js';
export { CALLS, startProjector, type Projector, type ProjectorParts } from './projector.js';
export type { LoopState } from './workLoop.js';
