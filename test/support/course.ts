import type { JsonObject } from '#domain';
import { dialogClose, dialogCreate, dialogHold, meetingEntered, stateUpdate, type Dialog } from './deliveries.js';

/** When each event of a dialog comes, in seconds after the story's start; an absent one never comes. */
export interface Course {
  readonly create?: number | undefined;
  readonly ringing?: number | undefined;
  readonly alerting?: number | undefined;
  readonly answered?: number | undefined;
  readonly talking?: number | undefined;
  /** States beside the four known ones. */
  readonly otherStates?: readonly (readonly [number, string])[];
  readonly holds?: readonly number[];
  readonly meetings?: readonly (readonly [number, string])[];
  /** Second and cause. */
  readonly close?: readonly [number, string] | undefined;
}

export interface TimedEvent {
  readonly at: number;
  readonly rank: number;
  readonly event: JsonObject;
}

const STATES = ['ringing', 'alerting', 'answered', 'talking'] as const;

/** The events of one dialog; `startsAt` in seconds since the epoch. */
export const courseEvents = (startsAt: number, dialog: Dialog, course: Course): TimedEvent[] => {
  const events: TimedEvent[] = [];
  const add = (at: number, rank: number, event: JsonObject): void => {
    events.push({ at: startsAt + at, rank, event });
  };
  if (course.create !== undefined) add(course.create, 1, dialogCreate(dialog, startsAt + course.create));
  STATES.forEach((state, place) => {
    const at = course[state];
    if (at !== undefined) add(at, 2 + place, stateUpdate(dialog.uuid, startsAt + at, state));
  });
  for (const [at, meeting] of course.meetings ?? []) add(at, 6, meetingEntered(dialog, startsAt + at, meeting));
  for (const at of course.holds ?? []) add(at, 7, dialogHold(dialog.uuid, startsAt + at));
  for (const [at, state] of course.otherStates ?? []) add(at, 8, stateUpdate(dialog.uuid, startsAt + at, state));
  if (course.close !== undefined) {
    const [at, cause] = course.close;
    add(at, 10, dialogClose(dialog, startsAt + at, cause));
  }
  return events;
};

/** What a well-behaved network would deliver: by time, within one second as a dialog goes through it. */
export const inOrder = (...events: readonly (readonly TimedEvent[])[]): JsonObject[] =>
  events
    .flat()
    .sort((one, other) => one.at - other.at || one.rank - other.rank)
    .map(({ event }) => event);
