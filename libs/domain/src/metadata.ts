/** What is stored beside every event: how it came, never what it says. */
export interface EventMetadata {
  /** When the webhook was received, ISO 8601 UTC with milliseconds; null for imported history. */
  readonly receivedAt: string | null;
  /** Only for imported history: when it was imported. */
  readonly importedAt?: string;
  /** The configured application of the platform it came through. */
  readonly source: string;
  readonly schemaVersion: 1;
  /** Set on a copy the linker made: the stream the event was copied from. */
  readonly copiedFrom?: string;
  /** Record id or dialog uuid: what the vendor's tools group by. */
  readonly $correlationId: string;
}
