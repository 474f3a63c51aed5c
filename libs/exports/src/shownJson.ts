import { isFinal, settlesAt, showCall, type CallContent, type ReadClock } from '#domain';
import type { CallJson } from '#ports';

/* Where members of a call's JSON begin (callJson), in their order. Nowhere else do these stand: within a text a quote has a backslash in front. */
const STATUS = ',"status":';
const ENDED_AT = ',"endedAt":';
const NOT_SHOWN = ',"lastEventAt":';
const RECEIVED = ',"lastReceivedAt":';
const QUALITY = ',"quality":';

const OPEN = '"open"';

type Times = Pick<CallContent, 'endedAt' | 'lastEventAt' | 'recordClosedAt' | 'lastReceivedAt'>;

/** Parses the call: the clock decides more of an open one than can be put into its JSON, and few calls are open. */
const parsedAndShown = ({ json, revision }: CallJson, clock: ReadClock): string => {
  const call = JSON.parse(json) as CallContent;
  return JSON.stringify(showCall({ ...call, revision }, clock, { masked: false, zone: null }));
};

/**
 * The JSON of a call as `showCall` shows it, unmasked and in UTC, with no more parsed than its times: what is not shown is cut out of the
 * stored JSON, and what the clock decides is put in there.
 */
export const shownJson = (call: CallJson, clock: ReadClock): string => {
  const { json } = call;
  const status = json.indexOf(STATUS);
  if (json.startsWith(OPEN, status + STATUS.length)) return parsedAndShown(call, clock);
  const endedAt = json.indexOf(ENDED_AT, status);
  const notShown = json.indexOf(NOT_SHOWN, endedAt);
  const received = json.indexOf(RECEIVED, notShown);
  const quality = json.indexOf(QUALITY, received);
  // members begin with a comma here, and end before the next one
  const end = json.slice(endedAt + 1, json.indexOf(',', endedAt + 1));
  const facts = { status: 'ended', ...(JSON.parse(`{${end}${json.slice(notShown, quality)}}`) as Times) } as const;
  const decided = `,"final":${String(isFinal(facts, clock))},"settlesAt":${JSON.stringify(settlesAt(facts, clock.graceSeconds))}`;
  const beside = `,"revision":${JSON.stringify(call.revision)}}`;
  return `${json.slice(0, notShown)}${decided}${json.slice(received, -1)}${beside}`;
};
