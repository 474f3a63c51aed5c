import type { Generation } from './generations.js';

/** The stream was not at the revision the caller expected; nothing was written. `actual` is its last revision, null for a missing stream. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  constructor(
    readonly stream: string,
    readonly expected: number | 'none',
    readonly actual: number | null,
  ) {
    super(`stream ${stream} is at ${actual ?? 'no revision'}, expected ${expected}`);
  }
}

/**
 * The method could not do its work now, for a reason that lies with the store and passes: it cannot be reached, cannot write (disk full, locked,
 * no primary), or others write the same at this moment. Whether a write was done is not known, since its answer may have been lost. Every
 * method of the ports may be repeated later.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/**
 * The store refuses these documents: a constraint, a size, an encoding. It would refuse them again, and nothing of the write was stored.
 * Where several streams were written at once, at least one of them is at fault (docs/projection.md#poisoned-streams).
 */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
}

/** One event is larger than the store takes. It never will take it. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** Another process has this spool open, or this one has it open already: events would be counted wrongly, and moved twice. */
export class SpoolInUse extends Error {
  override readonly name = 'SpoolInUse';
}

/** Somebody has deleted the stream for good: nothing can ever be written there again. */
export class StreamDeleted extends Error {
  override readonly name = 'StreamDeleted';
}

/** A stored position belongs to another log, or lies beyond this log's head: the log was replaced or restored from an older backup. */
export class WrongLog extends Error {
  override readonly name = 'WrongLog';
}

/** Another worker has moved this checkpoint meanwhile; nothing of the batch was written. Read it again and go on from there. */
export class CheckpointConflict extends Error {
  override readonly name = 'CheckpointConflict';
  constructor(
    readonly consumer: string,
    readonly expected: string | null,
    readonly actual: string | null,
  ) {
    super(`checkpoint ${consumer} is at ${actual ?? 'none'}, expected ${expected ?? 'none'}`);
  }
}

/** A generation of this projection is being built, waits to be switched to, or has failed: only one at a time. */
export class BuildUnderWay extends Error {
  override readonly name = 'BuildUnderWay';
  constructor(readonly generation: Generation) {
    super(`${generation.projection}.v${generation.number} is ${generation.state} already`);
  }
}

/**
 * A generation is not what the caller believed it to be: its state or the live one has changed, it has been dropped, or what is stored of
 * one of its streams or of its comparison was written by another worker meanwhile. Nothing was changed. Who still wants to do something
 * reads the generations again and decides anew.
 */
export class GenerationConflict extends Error {
  override readonly name = 'GenerationConflict';
}
