/** Call documents: what the fold makes (`StoredCall`) and what the API shows (`Call`). Times are ISO 8601 UTC. */

export const ROLES = ['consultant', 'contact', 'unknown'] as const;
export type Role = (typeof ROLES)[number];

/** States of a dialog the platform documents, in the order a dialog passes through them (docs/domain.md#dialog-events). */
export const KNOWN_STATES = ['ringing', 'alerting', 'answered', 'talking'] as const;
export type KnownState = (typeof KNOWN_STATES)[number];

export const KINDS = ['campaign', 'inbound', 'outbound', 'other'] as const;
export type Kind = (typeof KINDS)[number];

export const STATUSES = ['open', 'ended', 'stale'] as const;
export type Status = (typeof STATUSES)[number];

export const OUTCOMES = [
  'conversation',
  'abandoned',
  'contact_no_answer',
  'consultant_no_answer',
  'not_dialed',
  'unknown',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const HANGUP_SIDES = ['consultant', 'contact', 'system', 'unknown'] as const;
export type HangupSide = (typeof HANGUP_SIDES)[number];

/** The rules by which it is decided who hung up: docs/domain.md#hangup-side. */
export const HANGUP_RULES = [
  'one_hangup_one_left',
  'earlier_hangup',
  'contact_stayed',
  'hangup_and_unknown',
  'both_left',
  'left_and_unknown',
  'single_close',
  'same_second',
  'unknown_cause',
] as const;
export type HangupRule = (typeof HANGUP_RULES)[number];
export const HANGUP_CERTAINTIES = ['certain', 'likely', 'weak', 'provisional', 'none'] as const;
export type HangupCertainty = (typeof HANGUP_CERTAINTIES)[number];

export interface Hangup {
  readonly side: HangupSide;
  /** The leg that hung up; null where the side is system or unknown. */
  readonly dialogUuid: string | null;
  readonly rule: HangupRule;
  readonly certainty: HangupCertainty;
  /** Event ids of the closes the rule used, the earlier first. */
  readonly evidence: readonly string[];
}

export const QUALITY_FLAGS = [
  'missing_create',
  'missing_close',
  'missing_answer',
  'unknown_state',
  'unknown_role',
  'unknown_event',
  'bad_time',
  'negative_span',
  'after_close',
  'stale_link',
  'talk_from_consultant_leg',
  'record_conflict',
  'unlinked',
  'late_delivery',
  'clock_ahead',
] as const;
export type QualityFlag = (typeof QUALITY_FLAGS)[number];

/** Whole seconds between two named points (docs/domain.md#durations); null where an end is not known. */
export interface Durations {
  readonly ringSeconds: number | null;
  readonly dialSeconds: number | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly consultantTalkSeconds: number | null;
  readonly holdSeconds: number | null;
  readonly callSeconds: number | null;
  readonly afterSeconds: number | null;
}
export const DURATION_FIELDS = [
  'ringSeconds',
  'dialSeconds',
  'waitSeconds',
  'talkSeconds',
  'consultantTalkSeconds',
  'holdSeconds',
  'callSeconds',
  'afterSeconds',
] as const satisfies readonly (keyof Durations)[];

export type Id = string | number;
export interface Named {
  readonly id: Id | null;
  readonly name: string | null;
}
export interface Consultant extends Named {
  readonly username: string | null;
}
export interface Contact {
  readonly number: string | null;
  readonly name: string | null;
}
export interface Party extends Consultant, Contact {}

export interface Leg {
  readonly dialogUuid: string;
  readonly role: Role;
  /** The dialog's own direction, as the platform names it. */
  readonly direction: string | null;
  /** The highest known state reached. */
  readonly state: KnownState | null;
  readonly closeCause: string | null;
  readonly createdAt: string | null;
  readonly ringingAt: string | null;
  readonly alertingAt: string | null;
  readonly answeredAt: string | null;
  readonly talkingAt: string | null;
  readonly closedAt: string | null;
  readonly ringSeconds: number | null;
  readonly waitSeconds: number | null;
  readonly talkSeconds: number | null;
  readonly totalSeconds: number | null;
  readonly holdCount: number;
  readonly party: Party;
}

export interface Attempt {
  /** Place among the record's calls, from 1, by (startedAt, id). */
  readonly number: number;
  readonly consultantTry: number | null;
  readonly contactTry: number | null;
  readonly reservationTry: number | null;
}

/** A call as the fold leaves it: nothing in it depends on the clock of who reads it (docs/domain.md#status). */
export interface CallView {
  /** Uuid of the root dialog. */
  readonly id: string;
  readonly source: string;
  readonly kind: Kind;
  /** The platform's business direction. */
  readonly direction: string | null;
  readonly recordId: string | null;
  readonly attempt: Attempt | null;
  readonly campaign: Named | null;
  readonly project: Named | null;
  readonly dialingMethod: string | null;
  readonly consultant: Consultant | null;
  readonly contact: Contact | null;
  readonly status: 'open' | 'ended';
  readonly outcome: Outcome | null;
  readonly startedAt: string;
  readonly talkingAt: string | null;
  readonly endedAt: string | null;
  readonly durations: Durations;
  readonly holdCount: number;
  readonly closeCauses: readonly (string | null)[];
  readonly hangup: Hangup | null;
  /** Latest receipt of any of its events (each at its earliest receipt); null when all were imported. */
  readonly lastReceivedAt: string | null;
  /** Time of its last event in domain order. */
  readonly lastEventAt: string;
  /** Latest `voice_campaign_request_closed` of its record. */
  readonly recordClosedAt: string | null;
  /** Sorted in the order of QUALITY_FLAGS; never `missing_close`, which is a matter of the clock. */
  readonly quality: readonly QualityFlag[];
  readonly legs: readonly Leg[];
}

/** A call document: the view, and the stream revision at which it last changed. */
export interface StoredCall extends CallView {
  readonly revision: { readonly stream: string; readonly number: number };
}

/** What the API shows: the stored call seen at one moment. */
export interface Call extends Omit<StoredCall, 'status' | 'lastEventAt' | 'recordClosedAt'> {
  readonly status: Status;
  readonly final: boolean;
  /** When it becomes final if nothing more comes; null while open. */
  readonly settlesAt: string | null;
}

/** What a record's own events say of it (docs/domain.md#other-events). */
export interface RecordView {
  readonly id: string;
  readonly campaign: Named | null;
  readonly project: Named | null;
  /** `data.state` of the record's last event. */
  readonly platformState: string | null;
  readonly closedAt: string | null;
}

/** A leg by itself names the call and the record it belongs to. */
export interface ListedLeg extends Leg {
  readonly callId: string;
  readonly recordId: string | null;
}
