import type { Rules } from '#domain';
import type { EventLog, Generation, LogInspection, ReadModels, StoreInspection } from '#ports';
import type { Settings, SettingSource } from '#settings';

/** `unknown`: what the check looks at cannot be reached, and another check says why. */
export type Verdict = 'ok' | 'warning' | 'error' | 'unknown';

/** What to do, and the heading of the runbook that has the steps. */
export interface Remedy {
  readonly text: string;
  readonly runbook: string;
}

/** What a check has found. */
export interface Finding {
  readonly verdict: Verdict;
  /** One line. */
  readonly message: string;
  /** There for every warning and error. */
  readonly remedy?: Remedy;
  /** Single things behind the message, a line each. */
  readonly details?: readonly string[];
}

/** A store that was looked at, or why it could not be. */
export type Looked<Inspection> =
  { readonly inspection: Inspection } | { readonly inspection: null; readonly reason: string };

/** A store that was opened to be read, or why it was not. */
export type Opened<Store> = Store | { readonly reason: string };

export type OpenedLog = Pick<EventLog, 'head' | 'identity' | 'countAfter'>;

export interface OpenedReadModels {
  readonly readModels: ReadModels;
  readonly generations: readonly Generation[];
}

/** What the checks look at. */
export interface Examined {
  readonly settings: Settings;
  readonly sources: { readonly settings: readonly SettingSource[]; readonly unknown: readonly string[] };
  /** Of this program. */
  readonly rules: Rules;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly log: Looked<LogInspection>;
  readonly readModels: Looked<StoreInspection>;
  readonly openedLog: Opened<OpenedLog>;
  readonly openedReadModels: Opened<OpenedReadModels>;
}

/** One line of the doctor's answer. A new check is a file in checks/ and an entry in checks.ts. */
export interface Check {
  readonly name: string;
  readonly look: (examined: Examined) => Finding | Promise<Finding>;
}

export const ok = (message: string, details: readonly string[] = []): Finding => ({ verdict: 'ok', message, details });
export const unknown = (message: string): Finding => ({ verdict: 'unknown', message });

/** A check of what is in the read models: unknown where they could not be opened. */
export const lookIntoReadModels =
  (look: (opened: OpenedReadModels, examined: Examined) => Finding | Promise<Finding>) =>
  (examined: Examined): Finding | Promise<Finding> =>
    'reason' in examined.openedReadModels
      ? unknown(examined.openedReadModels.reason)
      : look(examined.openedReadModels, examined);

const RANKS: readonly Verdict[] = ['ok', 'unknown', 'warning', 'error'];

/** The worst of some verdicts. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((one, next) => (RANKS.indexOf(next) > RANKS.indexOf(one) ? next : one), 'ok');
