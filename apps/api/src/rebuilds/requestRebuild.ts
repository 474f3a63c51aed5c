import type { Rules } from '#domain';
import { BuildUnderWay, generationName, type EventLog, type Generation } from '#ports';
import {
  findGeneration,
  isRefusal,
  requestBuild,
  requestDrop,
  requestResume,
  requestSwitch,
  rollBack,
} from '#projections';
import type { Logger } from '#server';
import { Command, type Handler } from '../messages.js';
import { conflict } from '../refusals.js';
import { existingGeneration } from './findRebuild.js';
import { showRebuild, type Rebuild, type RebuildModels } from './rebuild.js';

/** Begins a build by this program's rules beside the live generation. */
export class StartRebuild extends Command<Rebuild> {
  constructor(readonly switching: Generation['switching']) {
    super();
  }
}

/** What can be asked for of a rebuild that is there; `id` is its name. */
export const ACTIONS = ['switch', 'resume', 'drop'] as const;
export class ChangeRebuild extends Command<Rebuild> {
  constructor(
    readonly id: string,
    readonly action: (typeof ACTIONS)[number],
  ) {
    super();
  }
}

/** Makes the generation live again that was live last. */
export class RollBack extends Command<Rebuild> {}

/** @throws 409 in place of a refusal */
const orConflict = async <Result>(request: Promise<Result>): Promise<Result> => {
  try {
    return await request;
  } catch (error) {
    if (isRefusal(error) || error instanceof BuildUnderWay) throw conflict(error.message);
    throw error;
  }
};

export class StartRebuildHandler implements Handler<StartRebuild, Rebuild> {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: RebuildModels,
    private readonly rules: Rules,
    private readonly logger: Logger,
  ) {}

  /** @throws Problem 409 @throws StoreUnavailable */
  async execute({ switching }: StartRebuild): Promise<Rebuild> {
    const { log, readModels, rules } = this;
    const started = await orConflict(requestBuild({ log, readModels }, rules.version, switching));
    this.logger.info({ generation: generationName(started), switching }, 'a rebuild was asked for');
    return showRebuild({ log, readModels }, started);
  }
}

const PERFORM: Record<
  ChangeRebuild['action'],
  (readModels: RebuildModels, generation: Generation) => Promise<unknown>
> = {
  switch: requestSwitch,
  resume: requestResume,
  drop: requestDrop,
};

export class ChangeRebuildHandler implements Handler<ChangeRebuild, Rebuild> {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: RebuildModels,
    private readonly logger: Logger,
  ) {}

  /** @throws Problem 404, 409 @throws StoreUnavailable */
  async execute({ id, action }: ChangeRebuild): Promise<Rebuild> {
    const { log, readModels } = this;
    const generation = await existingGeneration(readModels, id);
    await orConflict(PERFORM[action](readModels, generation));
    this.logger.info({ generation: id, action }, `${action} of ${id} was asked for`);
    const now = (await findGeneration(readModels, id)) ?? generation;
    return showRebuild({ log, readModels }, now);
  }
}

export class RollBackHandler implements Handler<RollBack, Rebuild> {
  constructor(
    private readonly log: EventLog,
    private readonly readModels: RebuildModels,
    private readonly logger: Logger,
  ) {}

  /** @throws Problem 409 @throws StoreUnavailable */
  async execute(): Promise<Rebuild> {
    const { log, readModels } = this;
    const live = await orConflict(rollBack(readModels));
    this.logger.info({ generation: generationName(live) }, `rolled back to ${generationName(live)}`);
    return showRebuild({ log, readModels }, live);
  }
}
