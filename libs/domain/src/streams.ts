/** Names of the log's streams (docs/linking.md#streams): one builder, one reader. */

/** SHA-256 of the text's UTF-16LE bytes as lower-case hex. Injected: the domain imports nothing. */
export type Digest = (text: string) => string;

export const STREAM_PREFIXES = {
  record: 'campaignRecord-',
  dialog: 'dialog-',
  meeting: 'meeting-',
  source: 'source-',
  quarantine: 'quarantine-',
} as const;
export type StreamKind = keyof typeof STREAM_PREFIXES;

/** Streams that fold to calls: what the projector and the linker follow. */
export const CALL_STREAM_PREFIXES: readonly string[] = [STREAM_PREFIXES.record, STREAM_PREFIXES.dialog];

export interface StreamNames {
  readonly record: (recordId: string) => string;
  readonly dialog: (dialogUuid: string) => string;
  readonly meeting: (meetingUuid: string) => string;
  readonly source: (name: string) => string;
  readonly quarantine: (source: string) => string;
}

const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/;

/** Ids that are too long or hold characters a stream name should not have stand in the name as a hash. */
const standsAsHash = (id: string): boolean => !PLAIN_ID.test(id);

export const streamNames = (digest: Digest): StreamNames => {
  const named = (kind: StreamKind) => (id: string) =>
    STREAM_PREFIXES[kind] + (standsAsHash(id) ? `~${digest(id)}` : id);
  return {
    record: named('record'),
    dialog: named('dialog'),
    meeting: named('meeting'),
    source: named('source'),
    quarantine: named('quarantine'),
  };
};

/** What a stream is about; `id` is null where the name holds only its hash. Null for a name that is none of ours. */
export const parseStreamName = (stream: string): { readonly kind: StreamKind; readonly id: string | null } | null => {
  for (const kind of Object.keys(STREAM_PREFIXES) as StreamKind[]) {
    const prefix = STREAM_PREFIXES[kind];
    if (!stream.startsWith(prefix)) continue;
    const id = stream.slice(prefix.length);
    return { kind, id: id.startsWith('~') ? null : id };
  }
  return null;
};
