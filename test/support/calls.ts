/** Whole calls as the platform would report them, from a short description of who did what in which second. */
import type { JsonObject } from '#domain';
import { courseEvents, inOrder, type Course } from './course.js';
import {
  campaignApplication,
  inboundApplication,
  webUserApplication,
  type CampaignRecord,
  type Consultant,
  type Dialog,
  type SnapshotDetails,
  type Titled,
  type Tries,
} from './deliveries.js';
import { pawel, projectPawel, seedRecord } from './people.js';

/** 12:59:36 of the documented flow, seconds since the epoch: second 0 of a story unless told otherwise. */
export const SEED_START = Date.UTC(2020, 7, 26, 12, 59, 36) / 1000;

/** How a campaign's two dialogs name each other at creation. */
export type Links =
  /** Manual, preview, progressive: the consultant is first, the contact's create names the consultant's dialog. */
  | 'contact_names_consultant'
  /** Predictive: the contact is first, the consultant's create names the contact's dialog. */
  | 'consultant_names_contact'
  | 'none';

export interface CampaignCallPlan {
  readonly startsAt?: number;
  readonly record?: CampaignRecord;
  readonly agent?: Consultant | null;
  readonly consultantUuid?: string;
  readonly contactUuid?: string;
  readonly links?: Links;
  readonly tries?: Tries;
  /** Replaces what the consultant's create says of the contact's dialog (a retry may carry a stale uuid). */
  readonly staleContactDialog?: string;
  /** Absent: no such leg. */
  readonly consultant?: Course;
  readonly contact?: Course;
}

/** A dialog of a campaign call. */
export const campaignDialog = (
  side: Dialog['side'],
  uuid: string,
  record: CampaignRecord,
  details: SnapshotDetails,
): Dialog => ({
  uuid,
  side,
  direction: 'INBOUND',
  businessDirection: 'OUTBOUND',
  application: campaignApplication(side, record, details),
  consultant: details.consultant ?? null,
  project: record.project,
  number: record.number,
  campaign: record.campaign,
});

/** One attempt on a record. */
export const campaignCall = (plan: CampaignCallPlan): JsonObject[] => {
  const { startsAt = SEED_START, record = seedRecord, agent = pawel, links = 'contact_names_consultant' } = plan;
  const { consultantUuid = 'consultant-1', contactUuid = 'contact-1' } = plan;
  const details = { consultant: agent, ...(plan.tries === undefined ? {} : { tries: plan.tries }) };
  const contactNames = links === 'contact_names_consultant' ? consultantUuid : null;
  const consultantNames = links === 'consultant_names_contact' ? contactUuid : null;
  const consultant = campaignDialog('USER', consultantUuid, record, {
    ...details,
    consultantDialog: links === 'none' ? null : consultantUuid,
    contactDialog: plan.staleContactDialog ?? consultantNames,
  });
  const contact = campaignDialog('CONTACT', contactUuid, record, {
    ...details,
    consultant: links === 'consultant_names_contact' ? null : agent,
    consultantDialog: contactNames,
    contactDialog: links === 'none' ? null : contactUuid,
  });
  return inOrder(
    plan.consultant === undefined ? [] : courseEvents(startsAt, consultant, plan.consultant),
    plan.contact === undefined ? [] : courseEvents(startsAt, contact, plan.contact),
  );
};

export interface PlainCallPlan {
  readonly startsAt?: number;
  readonly agent?: Consultant;
  readonly project?: Titled;
  readonly number?: string;
  readonly centreNumber?: string;
  readonly consultantUuid?: string;
  readonly contactUuid?: string;
  readonly consultant?: Course;
  readonly contact?: Course;
}

export interface InboundCallPlan extends PlainCallPlan {
  /** Whose call the consultant's create says it is; null: it does not say. Default: the contact's dialog. */
  readonly consultantRepeats?: string | null;
}

const CENTRE_NUMBER = '48221000000';

/** A call from outside: the contact's dialog names itself, the consultant's may repeat its uuid. */
export const inboundCall = (plan: InboundCallPlan): JsonObject[] => {
  const { startsAt = SEED_START, agent = pawel, project = projectPawel, number = '48xxxxxxxxx' } = plan;
  const { consultantUuid = 'consultant-1', contactUuid = 'contact-1', centreNumber = CENTRE_NUMBER } = plan;
  const callerDialog = plan.consultantRepeats === undefined ? contactUuid : plan.consultantRepeats;
  const shared = { businessDirection: 'INBOUND', project, number, centreNumber };
  const contact: Dialog = {
    ...shared,
    uuid: contactUuid,
    side: 'CONTACT',
    direction: 'OUTBOUND',
    application: inboundApplication('CONTACT', { callerDialog: contactUuid, number, centreNumber }),
    consultant: null,
  };
  const consultant: Dialog = {
    ...shared,
    uuid: consultantUuid,
    side: 'USER',
    direction: 'INBOUND',
    application: inboundApplication('USER', { callerDialog, number, centreNumber }),
    consultant: agent,
  };
  return inOrder(
    plan.contact === undefined ? [] : courseEvents(startsAt, contact, plan.contact),
    plan.consultant === undefined ? [] : courseEvents(startsAt, consultant, plan.consultant),
  );
};

/** A call that a consultant places from the browser: neither create names the other dialog. */
export const outgoingCall = (plan: PlainCallPlan): JsonObject[] => {
  const { startsAt = SEED_START, agent = pawel, project = projectPawel, number = '48xxxxxxxxx' } = plan;
  const { consultantUuid = 'consultant-1', contactUuid = 'contact-1' } = plan;
  const shared = { businessDirection: 'OUTBOUND', project, number, consultant: agent };
  const consultant: Dialog = {
    ...shared,
    uuid: consultantUuid,
    side: 'USER',
    direction: 'OUTBOUND',
    application: webUserApplication('USER', agent, number),
  };
  const contact: Dialog = {
    ...shared,
    uuid: contactUuid,
    side: 'CONTACT',
    direction: 'INBOUND',
    application: webUserApplication('CONTACT', agent, number),
  };
  return inOrder(
    plan.consultant === undefined ? [] : courseEvents(startsAt, consultant, plan.consultant),
    plan.contact === undefined ? [] : courseEvents(startsAt, contact, plan.contact),
  );
};
