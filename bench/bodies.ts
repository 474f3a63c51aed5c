import type { JsonObject } from '#domain';
import { generateCalls, type GeneratedCall, type StoryKind } from '../test/support/generateCalls.js';
import { interleave, take } from '../test/support/interleave.js';

/** Stories whose dialogs and records are all named by their ids alone, so that a repetition with other ids is other calls. */
const KINDS: readonly StoryKind[] = ['manual', 'preview', 'progressive', 'predictive', 'retries', 'inbound'];
/** About what the platform sends. */
export const BODY_BYTES = 2560;
const ROUND_MARK = '@@@@@@@@';
const CALLS_A_ROUND = 400;
const CALLS_AT_A_TIME = 64;

/** The body with the first eight characters of every id replaced by a mark. */
const marked = (text: string, ids: readonly string[]): string =>
  ids.reduce((changed, id) => changed.replaceAll(id, ROUND_MARK + id.slice(ROUND_MARK.length)), text);

const idsOf = ({ recordId, dialogUuids }: GeneratedCall): string[] =>
  recordId === null ? [...dialogUuids] : [recordId, ...dialogUuids];

/** The event's JSON, made as long as asked for by a `variables.note`; a longer one stays as it is. */
const padded = (event: JsonObject, bytes: number): string => {
  const withNote = (note: string): string => JSON.stringify({ ...event, variables: { note } });
  return withNote('x'.repeat(Math.max(0, bytes - Buffer.byteLength(withNote('')))));
};

/**
 * Bodies without end, mixed events of many records as a busy centre sends them, no two the same. A round of calls is made once
 * and repeated with other ids, so that making them costs the load generator next to nothing.
 */
export const endlessBodies = (seed: number): (() => string) => {
  const calls = [...take(CALLS_A_ROUND, generateCalls(seed, { kinds: KINDS, meetings: 0 }))];
  const idsByEvent = new Map(calls.flatMap((call) => call.events.map((event) => [event, idsOf(call)] as const)));
  const parts = [...interleave(seed, calls, CALLS_AT_A_TIME)].map((event) =>
    marked(padded(event, BODY_BYTES), idsByEvent.get(event) ?? []).split(ROUND_MARK),
  );
  let place = 0;
  let round = 0x10000000;
  return () => {
    if (place === parts.length) {
      place = 0;
      round++;
    }
    return (parts[place++] ?? []).join(round.toString(16));
  };
};
