import { withinTime } from '#concurrency';
import { hideCredentials } from '../settings/hideCredentials.js';

/** What a check resolves with when the work goes on, though not as it should. */
export class Degraded {
  constructor(readonly detail: string) {}
}

/** Resolves when all is well, or with Degraded; rejects with what keeps the process from its work. */
export type HealthCheck = () => Promise<unknown>;

export interface CheckResult {
  readonly ok: boolean;
  readonly detail?: string;
}
export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'not ready';
  readonly checks: Readonly<Record<string, CheckResult>>;
}

const DEFAULT_LIMIT_MILLISECONDS = 2000;

const resultOf = async (check: HealthCheck, limitMilliseconds: number): Promise<CheckResult> => {
  try {
    const outcome = await withinTime(
      check(),
      limitMilliseconds,
      () => new Error(`no answer within ${limitMilliseconds} ms`),
    );
    return outcome instanceof Degraded ? { ok: true, detail: hideCredentials(outcome.detail) } : { ok: true };
  } catch (error) {
    return { ok: false, detail: hideCredentials(error instanceof Error ? error.message : String(error)) };
  }
};

/**
 * What must be well for the process to be ready (token HEALTH). A module adds its own by name:
 * `health.add('projector', async () => { if (stopped) throw new Error('the follow loop has ended') })`.
 */
export class HealthChecks {
  readonly #checks = new Map<string, { check: HealthCheck; limitMilliseconds: number }>();

  /** A check of the same name takes the former's place. One that has not answered in time counts as failed. */
  add(name: string, check: HealthCheck, limitMilliseconds = DEFAULT_LIMIT_MILLISECONDS): void {
    this.#checks.set(name, { check, limitMilliseconds });
  }

  /** Runs all checks at once; never rejects. */
  async run(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, { check, limitMilliseconds }]) => {
        return [name, await resultOf(check, limitMilliseconds)] as const;
      }),
    );
    const hasFailed = results.some(([, { ok }]) => !ok);
    // what is well says nothing
    const isDegraded = results.some(([, { detail }]) => detail !== undefined);
    return {
      status: hasFailed ? 'not ready' : isDegraded ? 'degraded' : 'ready',
      checks: Object.fromEntries(results),
    };
  }
}
