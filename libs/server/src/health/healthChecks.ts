import { hideCredentials } from '../settings/hideCredentials.js';

/** Resolves when all is well; rejects with what is not. */
export type HealthCheck = () => Promise<unknown>;

export interface CheckResult {
  readonly ok: boolean;
  readonly detail?: string;
}
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

const DEFAULT_LIMIT_MILLISECONDS = 2000;

const withinTime = async (check: HealthCheck, limitMilliseconds: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMilliseconds} ms`)), limitMilliseconds);
  });
  try {
    await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
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
      [...this.#checks].map(async ([name, { check, limitMilliseconds }]): Promise<[string, CheckResult]> => {
        try {
          await withinTime(check, limitMilliseconds);
          return [name, { ok: true }];
        } catch (error) {
          const detail = error instanceof Error ? error.message : String(error);
          return [name, { ok: false, detail: hideCredentials(detail) }];
        }
      }),
    );
    return { ready: results.every(([, { ok }]) => ok), checks: Object.fromEntries(results) };
  }
}
