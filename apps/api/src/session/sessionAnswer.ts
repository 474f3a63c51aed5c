import type { Viewer } from '#server';

/** Who asks, and what a client has to know of the instance. */
export interface SessionAnswer {
  readonly name: string;
  readonly role: Viewer['role'];
  /** Whether no keys are configured: then there is nothing to sign in to. */
  readonly open: boolean;
  /** Null: no limit. */
  readonly projects: Viewer['projects'] | null;
  readonly sources: Viewer['sources'] | null;
  readonly version: string;
  readonly graceSeconds: number;
  readonly staleSeconds: number;
}
