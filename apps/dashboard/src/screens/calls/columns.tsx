import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import type { Call } from '../../api/client.js';
import type { Format } from '../../format/format.js';
import { Popover } from '../../parts/popover.js';
import { stored } from '../../settings/stored.js';
import type { Texts } from '../../texts/texts.js';
import type { Beside } from '../../url/address.js';
import { hangupWords } from '../../words/hangupWords.js';

export interface Shown {
  readonly call: Call;
  readonly texts: Texts;
  readonly format: Format;
  /** The address's zone, for links. */
  readonly search: string;
  /** The list, for the way back from a call. */
  readonly beside: Beside;
}

export interface Column {
  readonly name: keyof Texts['calls']['column'];
  readonly isNumber?: boolean;
  readonly cell: (shown: Shown) => ComponentChildren;
}

const Marks = ({ call, texts }: Shown) => (
  <span class="row tags">
    {!call.final && <span class="tag warn">{texts.calls.provisional}</span>}
    {call.quality.length > 0 && (
      <Popover class="tag" label={texts.calls.notes(call.quality.length)}>
        {() => (
          <ul class="notes">
            {call.quality.map((flag) => (
              <li key={flag}>{texts.values.quality[flag]}</li>
            ))}
          </ul>
        )}
      </Popover>
    )}
  </span>
);

/** The columns in their order; the first is always there, since it leads to the call. */
export const COLUMNS: readonly Column[] = [
  {
    name: 'start',
    cell: ({ call, format, search, beside }) => (
      <Link href={`/calls/${call.id}${search}`} state={beside}>
        {format.dateTime(call.startedAt)}
      </Link>
    ),
  },
  { name: 'consultant', cell: ({ call }) => call.consultant?.name ?? call.consultant?.username ?? '—' },
  { name: 'contact', cell: ({ call }) => call.contact?.name ?? call.contact?.number ?? '—' },
  { name: 'campaign', cell: ({ call }) => call.campaign?.name ?? call.campaign?.id ?? '—' },
  { name: 'attempt', isNumber: true, cell: ({ call }) => call.attempt?.number ?? '—' },
  { name: 'ring', isNumber: true, cell: ({ call, format }) => format.duration(call.durations.ringSeconds) },
  { name: 'talk', isNumber: true, cell: ({ call, format }) => format.duration(call.durations.talkSeconds) },
  { name: 'outcome', cell: ({ call, texts }) => texts.values.outcome[call.outcome ?? 'none'] },
  { name: 'hangup', cell: ({ call, texts }) => hangupWords(call, texts) },
  { name: 'marks', cell: (shown) => <Marks {...shown} /> },
];

/** Names of the columns that are hidden, by commas. */
export const hiddenColumns = stored<string>(
  'hiddenColumns',
  () => '',
  (_text): _text is string => true,
);
