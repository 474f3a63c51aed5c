/**
 * Calls of every kind, from a seed, one at a time: for property tests, imports and benches. The same seed and options give the same calls.
 */
import type { JsonObject } from '#domain';
import { campaignCall, inboundCall, outgoingCall, type Links } from './calls.js';
import type { Course } from './course.js';
import { spoil, type Defect } from './defects.js';
import {
  campaignEvent,
  consultantRetry,
  crmEvent,
  recordClosed,
  type CampaignRecord,
  type Consultant,
} from './deliveries.js';
import { consultantNumber, contactNumber, drawConsultant, drawRecord } from './population.js';
import { randomFrom, type Random } from './random.js';

export const STORY_KINDS = [
  'manual',
  'preview',
  'progressive',
  'predictive',
  'retries',
  'inbound',
  'inbound_unnamed',
  'outgoing',
  'blind_transfer',
  'consultative_transfer',
  'second_contact',
  'queue_transfer',
  'consulted_colleague',
  'internal',
  'shared_room',
  'outside',
] as const;
/**
 * `outside`: events of no call at all. `inbound_unnamed`: the consultant's create does not say whose call it is; only a meeting does.
 * `internal`: consultants among themselves. `shared_room`: attempts on a record whose dialogs all enter one meeting.
 */
export type StoryKind = (typeof STORY_KINDS)[number];

export interface GenerateOptions {
  readonly kinds?: readonly StoryKind[];
  /** Share of the calls that get one or more defects (0 to 1, default 0). */
  readonly defects?: number;
  /** When the first call starts, seconds since the epoch (default 2024-03-01T08:00:00Z). */
  readonly startsAt?: number;
  /** Seconds from one call's start to the next (default 2). */
  readonly secondsBetween?: number;
  /** Share of the campaign's dialogs that report their meeting (default 0.3). */
  readonly meetings?: number;
}

/** What the platform would send of one engagement (of a record with retries: of all its attempts), in its own order. */
export interface GeneratedCall {
  readonly kind: StoryKind;
  readonly events: readonly JsonObject[];
  /** Null outside campaigns. */
  readonly recordId: string | null;
  readonly dialogUuids: readonly string[];
  readonly defects: readonly Defect[];
}

interface Scene {
  readonly random: Random;
  readonly startsAt: number;
  readonly agent: Consultant;
  readonly meetings: number;
}
interface Story {
  readonly events: readonly JsonObject[];
  readonly recordId?: string;
  readonly dialogUuids?: readonly string[];
}

const CLOSE_CAUSES = ['HANGUP', 'HANGUP', 'HANGUP', 'DIALOG_LEFT', 'DIALOG_LEFT', 'BUSY', 'NO_ANSWER', 'REJECTED'];
const DEFAULT_START = Date.UTC(2024, 2, 1, 8) / 1000;

interface Courses {
  readonly consultant?: Course;
  readonly contact?: Course;
}

/** How the seconds of a call go by: who answers when, who leaves first, who is put on hold. */
const talkedThrough = (scene: Scene, consultantFirst: boolean): Required<Courses> => {
  const { random } = scene;
  const dialed = consultantFirst ? random.int(1, 12) : 0;
  const answered = dialed + random.int(3, 25);
  const joined = consultantFirst ? 0 : answered + random.int(0, 6);
  const accepted = joined + random.int(0, 1);
  const talking = Math.max(answered, accepted) + random.int(0, 2);
  const left = talking + random.int(1, 400);
  const contactLeaves = random.chance(0.6);
  const behind = left + random.int(0, 3);
  const first = [left, 'HANGUP'] as const;
  const second = [behind, random.chance(0.8) ? 'DIALOG_LEFT' : random.pick(CLOSE_CAUSES)] as const;
  const meeting = random.chance(scene.meetings) ? [[talking, random.uuid()] as const] : [];
  return {
    consultant: {
      create: joined,
      answered: accepted,
      talking,
      holds: random.chance(0.1) ? [talking + 1] : [],
      meetings: meeting,
      close: contactLeaves ? second : first,
    },
    contact: {
      create: dialed,
      alerting: dialed + random.int(0, 1),
      answered,
      talking,
      meetings: meeting,
      close: contactLeaves ? first : second,
    },
  };
};

/** The contact rings and nobody answers, or a mailbox is never talked to. */
const unanswered = (scene: Scene, consultantFirst: boolean): Courses => {
  const { random } = scene;
  const dialed = consultantFirst ? random.int(1, 12) : 0;
  const given = dialed + random.int(4, 40);
  const contact: Course = {
    create: dialed,
    ...(random.chance(0.7) ? { alerting: dialed } : {}),
    close: [given, random.pick(CLOSE_CAUSES)],
  };
  if (!consultantFirst) return { contact };
  return { contact, consultant: { create: 0, answered: 0, close: [given + random.int(0, 2), 'DIALOG_LEFT'] } };
};

const consultantMissed = ({ random }: Scene): Courses => ({
  consultant: { create: 0, close: [random.int(5, 30), random.pick(CLOSE_CAUSES)] },
});

const campaignCourses = (scene: Scene, consultantFirst: boolean): Courses => {
  const share = scene.random.next();
  if (share < 0.62) return talkedThrough(scene, consultantFirst);
  return share < 0.94 || !consultantFirst ? unanswered(scene, consultantFirst) : consultantMissed(scene);
};

const campaignStory = (dialingMethod: string, links: Links) => {
  const consultantFirst = links !== 'consultant_names_contact';
  return (scene: Scene): Story => {
    const { random, startsAt, agent } = scene;
    const record = drawRecord(random, startsAt, dialingMethod);
    const [consultantUuid, contactUuid] = [random.uuid(), random.uuid()];
    const courses = campaignCourses(scene, consultantFirst);
    const events = campaignCall({ ...courses, startsAt, record, agent, links, consultantUuid, contactUuid });
    const closed = random.chance(0.3) ? [recordClosed(record, startsAt + 600, { consultant: agent })] : [];
    return { events: [...events, ...closed], recordId: record.id, dialogUuids: [consultantUuid, contactUuid] };
  };
};

/** Several attempts on one record, each with its own dialogs; a later one may still carry the last one's contact dialog. */
const retriesStory = (scene: Scene): Story => {
  const { random, agent } = scene;
  const record: CampaignRecord = drawRecord(random, scene.startsAt, 'PROGRESSIVE');
  const attempts = random.int(2, 5);
  const events: JsonObject[] = [];
  const dialogUuids: string[] = [];
  let staleContactDialog: string | null = null;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const startsAt = scene.startsAt + attempt * 1800;
    const courses =
      attempt === attempts && random.chance(0.7) ? talkedThrough(scene, true) : campaignCourses(scene, true);
    const [consultantUuid, contactUuid] = [random.uuid(), random.uuid()];
    const tries = { consultant: attempt, contact: attempt, reservation: attempt };
    const stale: { staleContactDialog?: string } =
      staleContactDialog !== null && random.chance(0.4) ? { staleContactDialog } : {};
    events.push(...campaignCall({ ...courses, ...stale, startsAt, record, agent, consultantUuid, contactUuid, tries }));
    dialogUuids.push(consultantUuid, contactUuid);
    staleContactDialog = courses.contact === undefined ? null : contactUuid;
    if (courses.contact === undefined) events.push(consultantRetry(record, startsAt + 40, { tries }));
  }
  events.push(recordClosed(record, scene.startsAt + (attempts + 1) * 1800, { consultant: agent }));
  return { events, recordId: record.id, dialogUuids };
};

const inboundCourses = (scene: Scene): Courses => {
  const { random } = scene;
  if (random.chance(0.25)) {
    const gone = random.int(3, 120);
    const contact: Course = { create: 0, answered: 1, close: [gone, 'HANGUP'] };
    if (random.chance(0.5)) return { contact };
    return { contact, consultant: { create: 2, close: [gone + 1, 'DIALOG_LEFT'] } };
  }
  const courses = talkedThrough(scene, false);
  const answered = courses.consultant.answered ?? 0;
  return { ...courses, contact: { ...courses.contact, answered: random.int(0, Math.min(2, answered)) } };
};

const inboundStory =
  (named: boolean) =>
  (scene: Scene): Story => {
    const { random, startsAt, agent } = scene;
    const [consultantUuid, contactUuid] = [random.uuid(), random.uuid()];
    const courses = inboundCourses(named ? scene : { ...scene, meetings: 1 });
    const number = contactNumber(random);
    const repeats = named ? {} : { consultantRepeats: null };
    const plan = { ...courses, ...repeats, startsAt, agent, number, consultantUuid, contactUuid };
    return { events: inboundCall(plan), dialogUuids: [consultantUuid, contactUuid] };
  };

const outgoingStory = (scene: Scene): Story => {
  const { random, startsAt, agent } = scene;
  const [consultantUuid, contactUuid] = [random.uuid(), random.uuid()];
  const courses = talkedThrough({ ...scene, meetings: Math.max(0.8, scene.meetings) }, true);
  const plan = { ...courses, startsAt, agent, number: contactNumber(random), consultantUuid, contactUuid };
  return { events: outgoingCall(plan), dialogUuids: [consultantUuid, contactUuid] };
};

/** The caller is handed to a second consultant, whose create names the caller's dialog; the first one leaves. */
const blindTransferStory = (scene: Scene): Story => {
  const { random, startsAt, agent } = scene;
  const [contactUuid, first, second] = [random.uuid(), random.uuid(), random.uuid()];
  const shared = { startsAt, number: contactNumber(random), contactUuid };
  const handed = random.int(20, 120);
  const end = handed + random.int(10, 300);
  const contact: Course = { create: 0, answered: 1, talking: 8, close: [end, 'HANGUP'] };
  const before: Course = { create: 2, answered: 7, talking: 8, close: [handed, 'HANGUP'] };
  const after: Course = { create: handed, answered: handed + 4, talking: handed + 4, close: [end + 1, 'DIALOG_LEFT'] };
  const events = [
    ...inboundCall({ ...shared, agent, contact, consultant: before, consultantUuid: first }),
    ...inboundCall({ ...shared, agent: drawConsultant(random), consultant: after, consultantUuid: second }),
  ];
  return { events, dialogUuids: [contactUuid, first, second] };
};

/** The first consultant asks a second one, then leaves the caller with them: only the meetings tell. */
const consultativeTransferStory = (scene: Scene): Story => {
  const { random, startsAt, agent } = scene;
  const [contactUuid, first, second] = [random.uuid(), random.uuid(), random.uuid()];
  const [talk, handover] = [random.uuid(), random.uuid()];
  const asked = random.int(20, 120);
  const end = asked + random.int(40, 300);
  const contact: Course = {
    create: 0,
    answered: 1,
    talking: 8,
    meetings: [
      [8, talk],
      [asked + 20, handover],
    ],
    close: [end, 'HANGUP'],
  };
  const before: Course = {
    create: 2,
    answered: 7,
    talking: 8,
    holds: [asked],
    meetings: [[8, talk]],
    close: [asked + 20, 'HANGUP'],
  };
  const after: Course = {
    create: asked + 1,
    answered: asked + 5,
    talking: asked + 5,
    meetings: [[asked + 20, handover]],
    close: [end + 1, 'DIALOG_LEFT'],
  };
  const number = contactNumber(random);
  const events = [
    ...inboundCall({ startsAt, number, contactUuid, agent, contact, consultant: before, consultantUuid: first }),
    ...outgoingCall({
      startsAt,
      number: consultantNumber(random),
      agent: drawConsultant(random),
      consultant: after,
      consultantUuid: second,
    }),
  ];
  return { events, dialogUuids: [contactUuid, first, second] };
};

/** The consultant's dialog outlives a first contact that was not reached and meets a second one. */
const secondContactStory = (scene: Scene): Story => {
  const { random, startsAt, agent } = scene;
  const record = drawRecord(random, startsAt, 'PREVIEW');
  const [consultantUuid, first, second] = [random.uuid(), random.uuid(), random.uuid()];
  const again = random.int(15, 40);
  const end = again + random.int(20, 200);
  const shared = { startsAt, record, agent, consultantUuid };
  const missed: Course = { create: 3, alerting: 4, close: [again - 2, random.pick(CLOSE_CAUSES)] };
  const reached: Course = {
    create: again,
    alerting: again,
    answered: again + 9,
    talking: again + 9,
    close: [end, 'HANGUP'],
  };
  const consultant: Course = { create: 0, answered: 0, talking: again + 9, close: [end + 1, 'DIALOG_LEFT'] };
  const events = [
    ...campaignCall({ ...shared, consultant, contact: missed, contactUuid: first }),
    ...campaignCall({ ...shared, contact: reached, contactUuid: second }),
  ];
  return { events, recordId: record.id, dialogUuids: [consultantUuid, first, second] };
};

/** The consultant puts the caller into a queue and leaves; a colleague may be rung there, and the caller gives up. */
const queueTransferStory = (scene: Scene): Story => {
  const { random, startsAt, agent } = scene;
  const [contactUuid, first, second] = [random.uuid(), random.uuid(), random.uuid()];
  const shared = { startsAt, number: contactNumber(random), contactUuid };
  const handed = random.int(20, 120);
  const end = handed + random.int(1, 90);
  const contact: Course = { create: 0, answered: 1, talking: 8, close: [end, random.pick(CLOSE_CAUSES)] };
  const before: Course = { create: 2, answered: 7, talking: 8, close: [handed, 'HANGUP'] };
  const rung: Course = { create: handed + 1, close: [end + 1, 'DIALOG_LEFT'] };
  const events = [
    ...inboundCall({ ...shared, agent, contact, consultant: before, consultantUuid: first }),
    ...(random.chance(0.5)
      ? inboundCall({ ...shared, agent: drawConsultant(random), consultant: rung, consultantUuid: second })
      : []),
  ];
  return { events, dialogUuids: [contactUuid, first, second] };
};

/** A colleague is called into the call and leaves it again, while the first consultant goes on. */
const consultedColleagueStory = (scene: Scene): Story => {
  const { random, startsAt, agent } = scene;
  const [contactUuid, first, second] = [random.uuid(), random.uuid(), random.uuid()];
  const shared = { startsAt, number: contactNumber(random), contactUuid };
  const asked = random.int(20, 120);
  const left = asked + random.int(10, 60);
  const end = left + random.int(1, 120);
  const contact: Course = { create: 0, answered: 1, talking: 8, close: [end, 'HANGUP'] };
  const whole: Course = { create: 2, answered: 7, talking: 8, close: [end, 'DIALOG_LEFT'] };
  const colleague: Course = { create: asked, answered: asked + 3, talking: asked + 3, close: [left, 'HANGUP'] };
  const events = [
    ...inboundCall({ ...shared, agent, contact, consultant: whole, consultantUuid: first }),
    ...inboundCall({ ...shared, agent: drawConsultant(random), consultant: colleague, consultantUuid: second }),
  ];
  return { events, dialogUuids: [contactUuid, first, second] };
};

/** Two consultants, or three, talk in a meeting; no contact is there. */
const internalStory = (scene: Scene): Story => {
  const { random, startsAt } = scene;
  const meetings = [[12, random.uuid()]] as const;
  const dialogUuids = Array.from({ length: random.int(2, 3) }, () => random.uuid());
  const number = consultantNumber(random);
  const events = dialogUuids.flatMap((consultantUuid, place) => {
    const talks = random.chance(0.9) ? { talking: 10 + place } : {};
    const close = [random.int(30, 60), random.pick(CLOSE_CAUSES)] as const;
    const consultant: Course = { create: place, answered: 8, ...talks, meetings, close };
    return outgoingCall({ startsAt, number, agent: drawConsultant(random), consultant, consultantUuid });
  });
  return { events, dialogUuids };
};

/** Attempts on a record, one after the other, whose dialogs all enter the campaign's one room. */
const sharedRoomStory = (scene: Scene): Story => {
  const { random, agent } = scene;
  const record = drawRecord(random, scene.startsAt, 'PROGRESSIVE');
  const room = random.uuid();
  const dialogUuids: string[] = [];
  const events = Array.from({ length: random.int(2, 4) }, (_, place) => {
    const { consultant, contact } = talkedThrough(scene, true);
    const [consultantUuid, contactUuid] = [random.uuid(), random.uuid()];
    dialogUuids.push(consultantUuid, contactUuid);
    const inRoom = (course: Course): Course => ({ ...course, meetings: [[course.talking ?? 0, room]] });
    return campaignCall({
      consultant: inRoom(consultant),
      contact: inRoom(contact),
      startsAt: scene.startsAt + place * 1800,
      record,
      agent,
      consultantUuid,
      contactUuid,
    });
  }).flat();
  return { events, recordId: record.id, dialogUuids };
};

const outsideStory = ({ random, startsAt }: Scene): Story => {
  const id = random.hex(24);
  const event = random.pick<() => JsonObject>([
    () => crmEvent('contact_created', startsAt, { id, name: `Kontakt ${id.slice(0, 4)}` }),
    () => crmEvent('organization_updated', startsAt, { id, name: `Firma ${id.slice(0, 4)}` }),
    () => campaignEvent('voice_campaign_activate', startsAt, id),
    () => campaignEvent('voice_campaign_deleted', startsAt, id),
    () => ({ event_type: 'user_system_state', event_name: 'user_system_state_update', tenant_user: { id: 1 } }),
  ]);
  return { events: [event()] };
};

const STORIES: Record<StoryKind, (scene: Scene) => Story> = {
  manual: campaignStory('PREVIEW', 'contact_names_consultant'),
  preview: campaignStory('PREVIEW', 'contact_names_consultant'),
  progressive: campaignStory('PROGRESSIVE', 'contact_names_consultant'),
  predictive: campaignStory('PREDICTIVE', 'consultant_names_contact'),
  retries: retriesStory,
  inbound: inboundStory(true),
  inbound_unnamed: inboundStory(false),
  outgoing: outgoingStory,
  blind_transfer: blindTransferStory,
  consultative_transfer: consultativeTransferStory,
  second_contact: secondContactStory,
  queue_transfer: queueTransferStory,
  consulted_colleague: consultedColleagueStory,
  internal: internalStory,
  shared_room: sharedRoomStory,
  outside: outsideStory,
};

/** Calls drawn from a seed (a whole number), one for each start (seconds since the epoch). Memory does not grow with their number. */
export function* generateCallsAt<End>(
  seed: number,
  starts: Iterator<number, End>,
  { kinds = STORY_KINDS, defects = 0, meetings = 0.3 }: GenerateOptions = {},
): Generator<GeneratedCall, End, void> {
  const random = randomFrom(seed);
  for (;;) {
    const start = starts.next();
    if (start.done === true) return start.value;
    const startsAt = start.value;
    const kind = random.pick(kinds);
    const story = STORIES[kind]({ random, startsAt, agent: drawConsultant(random), meetings });
    const spoiled = random.chance(defects) ? spoil(random, story.events) : { events: story.events, defects: [] };
    yield { kind, recordId: story.recordId ?? null, dialogUuids: story.dialogUuids ?? [], ...spoiled };
  }
}

function* evenly(startsAt: number, secondsBetween: number): Generator<number, never, void> {
  for (let number = 0; ; number++) yield startsAt + number * secondsBetween;
}

/** Calls without end, drawn from a seed: take as many as are wanted. */
export const generateCalls = (seed: number, options: GenerateOptions = {}): Generator<GeneratedCall, never, void> =>
  generateCallsAt(seed, evenly(options.startsAt ?? DEFAULT_START, options.secondsBetween ?? 2), options);

/** The first calls of a seed. */
export const someCalls = (count: number, seed: number, options: GenerateOptions = {}): GeneratedCall[] => {
  const calls: GeneratedCall[] = [];
  for (const call of generateCalls(seed, options)) {
    if (calls.push(call) >= count) break;
  }
  return calls;
};
