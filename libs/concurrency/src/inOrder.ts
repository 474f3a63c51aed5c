/**
 * Does work that shares a name one after the other, in the order in which it was given, and other work at the same time. Work that fails
 * does not keep what comes after it from being done.
 */
export class InOrder {
  /** The last work that was given under each name. */
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #underWay = new Set<Promise<unknown>>();

  /** Resolves when this work is done. @throws what it throws */
  add<Result>(names: readonly string[], work: () => Promise<Result>): Promise<Result> {
    const before = names.map((name) => this.#last.get(name)).filter((known) => known !== undefined);
    const done = before.length === 0 ? work() : Promise.allSettled(before).then(work);
    for (const name of names) this.#last.set(name, done);
    this.#underWay.add(done);
    const forget = (): void => {
      this.#underWay.delete(done);
      for (const name of names) if (this.#last.get(name) === done) this.#last.delete(name);
    };
    done.then(forget, forget);
    return done;
  }

  /** Resolves when nothing is under way any more. */
  async ended(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}
