import type { JsonObject } from '#domain';

/** Dialogs that make a stream long. */
export interface Case {
  readonly name: string;
  readonly recordOf: (dialog: number) => string;
  readonly meeting: string | null;
}

export const CASES: readonly Case[] = [
  { name: 'a record', recordOf: () => 'R', meeting: null },
  { name: 'a room of one record', recordOf: () => 'R', meeting: 'M' },
  { name: 'a room of many records', recordOf: (dialog) => `R${dialog}`, meeting: 'M' },
];

const START = Date.parse('2024-01-01T08:00:00Z');

/** The dialogs of one minute each, one after the other: create, talking, the meeting if there is one, close. */
export const deliveriesOf = ({ recordOf, meeting }: Case, dialog: number): JsonObject[] => {
  const at = (second: number): string =>
    new Date(START + (dialog * 60 + second) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const event = (name: string, second: number, more: JsonObject): JsonObject => ({
    event_type: 'user_dialog',
    event_name: name,
    event_time: at(second),
    dialog_uuid: `d${dialog}`,
    ...more,
  });
  const info = { initial_application_info: { side: 'USER', type: 'VOICE_CAMPAIGN', data: { id: recordOf(dialog) } } };
  return [
    event('dialog_create', 0, { dialog_type: 'CONSULTANT', state: 'ringing', ...info }),
    event('dialog_state_update', 2, { state: 'answered' }),
    event('dialog_state_update', 5, { state: 'talking' }),
    ...(meeting === null ? [] : [event('dialog_meeting_entered', 6, { meeting_uuid: meeting })]),
    event('dialog_close', 50, { close_cause: 'HANGUP', ...info }),
  ];
};
