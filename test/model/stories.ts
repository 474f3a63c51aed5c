import fc from 'fast-check';
import type { JsonObject } from '#domain';

/**
 * What one webhook says in a random story, in small numbers that shrink well. Anything may be missing, come in any order and contradict
 * what was said before: filters drop events, deliveries are lost and overtake each other, and records may change within a dialog.
 */
interface Said {
  readonly event: 'create' | 'update' | 'close' | 'meeting';
  readonly dialog: number;
  /** `home`: the record of this dialog's other events. */
  readonly record: 'home' | number | null;
  readonly contact: number | null;
  readonly consultant: number | null;
  readonly caller: number | null;
  readonly meeting: number;
}

/** How wide a story is. */
export interface StoryShape {
  readonly dialogs: number;
  readonly records: number;
  readonly meetings: number;
  /** False: all events of one dialog that name a record name the same one. */
  readonly recordsChange: boolean;
  readonly events: number;
}
export const THREE_RECORDS: StoryShape = { dialogs: 5, records: 3, meetings: 2, recordsChange: true, events: 14 };

/** A story's webhooks, in the order in which they reach the product. */
export type Story = readonly JsonObject[];

const upTo = (count: number): fc.Arbitrary<number> => fc.nat({ max: count - 1 });
const rarely = (some: fc.Arbitrary<number>): fc.Arbitrary<number | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, { arbitrary: some, weight: 1 });

const anySaid = ({ dialogs, records, meetings, recordsChange }: StoryShape): fc.Arbitrary<Said> => {
  const home = { arbitrary: fc.constant('home' as const), weight: 5 };
  const none = { arbitrary: fc.constant(null), weight: 2 };
  const another = { arbitrary: upTo(records), weight: recordsChange ? 1 : 0 };
  return fc.record({
    event: fc.constantFrom('create', 'update', 'close', ...(meetings > 0 ? (['meeting'] as const) : [])),
    dialog: upTo(dialogs),
    record: fc.oneof(home, none, another),
    contact: rarely(upTo(dialogs)),
    consultant: rarely(upTo(dialogs)),
    caller: rarely(upTo(dialogs)),
    meeting: upTo(Math.max(meetings, 1)),
  });
};

const NAMES = {
  create: 'dialog_create',
  update: 'dialog_state_update',
  close: 'dialog_close',
  meeting: 'dialog_meeting_entered',
} as const;

/** A record's name for each dialog: where `home` is. */
type Homes = readonly (number | null)[];

const bodyOf = (said: Said, homes: Homes, second: number): JsonObject => {
  const base = {
    event_type: 'user_dialog',
    event_name: NAMES[said.event],
    event_time: `2024-03-01 10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`,
    dialog_uuid: `d${said.dialog}`,
  };
  if (said.event === 'update') return { ...base, state: 'talking' };
  if (said.event === 'meeting') return { ...base, meeting_uuid: `m${said.meeting}` };
  const record = said.record === 'home' ? (homes[said.dialog] ?? null) : said.record;
  const dialogOrNull = (dialog: number | null): string | null => (dialog === null ? null : `d${dialog}`);
  const data = {
    ...(record === null ? {} : { id: `r${record}` }),
    current_contact_dialog_uuid: dialogOrNull(said.contact),
    current_consultant_dialog_uuid: dialogOrNull(said.consultant),
    caller_dialog_uuid: dialogOrNull(said.caller),
  };
  const type = record === null ? 'EXTERNAL_INBOUND_CALL' : 'VOICE_CAMPAIGN';
  const side = said.dialog % 2 === 0 ? 'USER' : 'CONTACT';
  return {
    ...base,
    ...(said.event === 'create' ? { state: 'ringing' } : { close_cause: 'HANGUP' }),
    initial_application_info: { side, type, data },
  };
};

export const anyStory = (shape: StoryShape): fc.Arbitrary<Story> => {
  const homes = fc.array(fc.option(upTo(shape.records), { freq: 4 }), {
    minLength: shape.dialogs,
    maxLength: shape.dialogs,
  });
  const events = fc.array(anySaid(shape), { minLength: 1, maxLength: shape.events, size: 'max' });
  return fc
    .record({ homes, events })
    .map(({ homes: ofDialogs, events }) => events.map((said, second) => bodyOf(said, ofDialogs, second)));
};

/** A story made by hand: who creates what for which record (null: none), and whom it names. */
export const storyOf = (...events: readonly Partial<Said>[]): Story =>
  events.map((said, second) =>
    bodyOf(
      { event: 'create', dialog: 0, record: null, contact: null, consultant: null, caller: null, meeting: 0, ...said },
      [],
      second,
    ),
  );
