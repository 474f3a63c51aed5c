import { pause } from '#concurrency';
import { CALLS, liveOf, positionOf, type ReadModels } from '#ports';

const LOOK_MILLISECONDS = 250;

/** Looks whether there may be new changes: for all readers of this process together, and only while somebody waits. */
export class FeedWatch {
  #look: { readonly at: number; readonly state: Promise<string> } | null = null;

  constructor(private readonly readModels: Pick<ReadModels, 'generations' | 'checkpoints'>) {}

  /** A text that is another one once there may be new changes. @throws StoreUnavailable */
  state(): Promise<string> {
    const now = performance.now();
    if (this.#look === null || now - this.#look.at >= LOOK_MILLISECONDS) this.#look = { at: now, state: this.#read() };
    return this.#look.state;
  }

  /** Resolves once the state is another than `seen`, or the time is over, or the signal aborts. @throws StoreUnavailable */
  async moved(seen: string, milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = performance.now() + milliseconds;
    while (!signal.aborted && performance.now() < end && (await this.state()) === seen)
      await pause(Math.max(0, Math.min(LOOK_MILLISECONDS, end - performance.now())), signal);
  }

  async #read(): Promise<string> {
    const live = liveOf(await this.readModels.generations(CALLS));
    if (live === undefined) return '';
    const position = positionOf(await this.readModels.checkpoints(live));
    return JSON.stringify([live.number, live.switchedAt, live.feed.awaiting, position]);
  }
}
