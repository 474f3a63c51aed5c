import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Repeats a failure: CRASH_SEED from the name of the test that failed. */
export const crashSeed = Number(process.env.CRASH_SEED ?? Date.now() % 0x7fff_ffff);

/** How often a test kills: CRASH_KILLS digs deeper. */
export const KILLS = Number(process.env.CRASH_KILLS ?? 8);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

export interface KillPlan {
  /** The program: a plain .mjs file in this folder, since a child process runs no TypeScript. */
  readonly program: string;
  readonly args: readonly string[];
  readonly times: number;
  /** Each child is killed at a random moment up to so long after its first line, or as soon as it has written its last. */
  readonly withinMs: number;
  readonly seed: number;
  /** Called with each line the children write to stdout, in order. */
  readonly onLine: (line: string) => void;
}

/**
 * Runs the program again and again and ends each run with SIGKILL, as a power cut would. Every whole line it had written counts: the
 * pipe is read to its end.
 * @throws Error a child ended by itself before it was killed
 */
export const killAtRandom = async (plan: KillPlan): Promise<void> => {
  const random = randomNumbers(plan.seed);
  for (let run = 0; run < plan.times; run += 1) await runAndKill(plan, random() * plan.withinMs);
};

const runAndKill = async (plan: KillPlan, afterMs: number): Promise<void> => {
  const file = fileURLToPath(new URL(plan.program, import.meta.url));
  const child = spawn(process.execPath, [file, ...plan.args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.once('line', () => setTimeout(() => child.kill('SIGKILL'), afterMs));
  lines.on('line', plan.onLine);
  const drained = new Promise((resolve) => lines.once('close', resolve));
  const signal = await new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
  await drained;
  if (signal !== 'SIGKILL') throw new Error(`${plan.program} ended by itself: ${complaints}`);
};
