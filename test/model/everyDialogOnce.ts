import { readDelivery, type CallView } from '#domain';
import type { Story } from './stories.js';

/** A call and the stream that shows it. */
export interface ShownCall {
  readonly stream: string;
  readonly recordId: string | null;
  readonly dialogs: readonly string[];
  readonly quality: CallView['quality'];
}

/** What a story's webhooks say of one dialog. */
interface Claims {
  readonly records: Set<string>;
  /** The dialogs it names, is named by, or meets. */
  readonly ties: Set<string>;
}

const claimsOf = (story: Story): Map<string, Claims> => {
  const claims = new Map<string, Claims>();
  const of = (dialog: string): Claims => {
    const known = claims.get(dialog) ?? { records: new Set(), ties: new Set() };
    claims.set(dialog, known);
    return known;
  };
  const deliveries = story.map(readDelivery);
  const seen = new Set(deliveries.map(({ dialogUuid }) => dialogUuid));
  const members = (meeting: string): string[] =>
    deliveries.flatMap(({ meetingUuid, dialogUuid }) => (meetingUuid === meeting ? [dialogUuid!] : []));
  for (const { dialogUuid, namedDialogs, recordId, meetingUuid } of deliveries) {
    const own = of(dialogUuid!);
    if (recordId !== null) own.records.add(recordId);
    for (const other of [...namedDialogs, ...(meetingUuid === null ? [] : members(meetingUuid))]) {
      if (!seen.has(other) || other === dialogUuid) continue;
      own.ties.add(other);
      of(other).ties.add(dialogUuid!);
    }
  }
  return claims;
};

/** Whether any webhook names a dialog of which no webhook tells: whose call it would be in cannot be seen from outside. */
const namesUnseen = (story: Story, dialogs: readonly string[]): boolean => {
  const seen = new Set(story.map(({ dialog_uuid: uuid }) => uuid));
  return story
    .map(readDelivery)
    .some(({ dialogUuid, namedDialogs }) => dialogs.includes(dialogUuid!) && namedDialogs.some((n) => !seen.has(n)));
};

/**
 * What is wrong with the calls of a story (docs/linking.md#every-dialog-is-in-exactly-one-call): every dialog that was seen is in exactly
 * one of them; dialogs that are tied together stand in one stream unless two records claim them; and exactly the calls that two records
 * claim say `record_conflict`.
 */
export const wrongWith = (story: Story, calls: readonly ShownCall[]): string[] => {
  const wrong: string[] = [];
  const claims = claimsOf(story);
  const callOf = new Map(calls.flatMap((call) => call.dialogs.map((dialog) => [dialog, call] as const)));
  for (const dialog of claims.keys()) {
    const count = calls.filter(({ dialogs }) => dialogs.includes(dialog)).length;
    if (count !== 1) wrong.push(`dialog ${dialog} is in ${count} calls`);
  }
  if (wrong.length > 0) return wrong;
  for (const call of calls) {
    const apart = call.dialogs.flatMap((dialog) =>
      [...claims.get(dialog)!.ties].filter((other) => callOf.get(other)!.stream !== call.stream),
    );
    for (const other of apart)
      if (call.recordId === null || callOf.get(other)!.recordId === null)
        wrong.push(`${other} is tied to ${call.dialogs.join()} and stands apart from it`);
    const namesAnother = call.dialogs.some((dialog) =>
      [...claims.get(dialog)!.records].some((record) => record !== call.recordId),
    );
    const isClaimed = apart.length > 0 || namesAnother;
    const saysSo = call.quality.includes('record_conflict');
    if (isClaimed && !saysSo) wrong.push(`the call of ${call.dialogs.join()} says no record_conflict`);
    if (!isClaimed && saysSo && !namesUnseen(story, call.dialogs))
      wrong.push(`the call of ${call.dialogs.join()} says record_conflict for nothing`);
  }
  return wrong;
};
