import { ok, type Check, type Finding } from '../check.js';

const WITHIN_MILLISECONDS = 4_000;
const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::', '[::]'];

interface Readiness {
  readonly status: 'ready' | 'degraded' | 'not ready';
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
}

const detailsOf = ({ checks }: Readiness): readonly string[] =>
  Object.entries(checks).flatMap(([name, { detail }]) => (detail === undefined ? [] : [`${name}: ${detail}`]));

const askReady = async (url: string): Promise<Readiness | null> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MILLISECONDS) });
    return (await answer.json()) as Readiness;
  } catch {
    return null;
  }
};

/** What the process that listens by these settings says of itself. That none does is no fault: the doctor may come first. */
export const service: Check = {
  name: 'service',
  look: async ({ settings: { host, port } }): Promise<Finding> => {
    const address = EVERY_ADDRESS.includes(host) ? '127.0.0.1' : host;
    const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}/health/ready`;
    const readiness = await askReady(url);
    if (readiness?.checks === undefined) return ok(`nothing of this product answers ${url}`);
    if (readiness.status === 'ready') return ok(`${url} says ready`);
    const details = detailsOf(readiness);
    return {
      verdict: readiness.status === 'degraded' ? 'warning' : 'error',
      message: `${url} says ${readiness.status}: ${details.join('; ')}`,
      remedy: { text: 'begin with what it names', runbook: 'docs/runbook.md#a-process-is-not-ready' },
    };
  },
};
