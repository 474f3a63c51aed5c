import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { glossed, useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';

type CampaignRecord = Schemas['Record'];

/** Who was called, as the latest attempt that knows it says; masked where the key may not see it whole. */
const contactOf = ({ attempts }: CampaignRecord) =>
  attempts
    .map(({ contact }) => contact)
    .filter((contact) => contact !== null)
    .at(-1);

const RecordRow = ({ record, search }: { record: CampaignRecord; search: string }) => {
  const texts = useTexts();
  const { column, reachedShort, no, platformStates } = texts.records;
  const format = useFormat();
  const { id, attempts, campaign, project, attemptsUntilReached, platformState } = record;
  const [contact, first, last] = [contactOf(record), attempts[0], attempts.at(-1)];
  const who = contact?.name ?? contact?.number ?? id;
  return (
    <tr>
      <td data-name={column.contact}>
        <Link href={`/records/${encodeURIComponent(id)}${search}`}>{who}</Link>
        {contact?.number && contact.number !== who && <div class="muted small">{contact.number}</div>}
      </td>
      <td data-name={column.campaign}>
        {campaign?.name ?? campaign?.id ?? '—'}
        <div class="muted small">{project?.name ?? project?.id}</div>
      </td>
      <td data-name={column.reached}>{attemptsUntilReached === null ? no : reachedShort(attemptsUntilReached)}</td>
      <td data-name={column.attempts} class="nowrap">
        {attempts.length}
        {first && attempts.length > 1 && (
          <div class="muted small">{texts.records.since(format.dateTime(first.startedAt))}</div>
        )}
      </td>
      <td data-name={column.last} class="nowrap">
        {last && format.dateTime(last.startedAt)}
        <div class="muted small">{texts.values.outcome[last?.outcome ?? 'none']}</div>
      </td>
      <td data-name={column.state}>{platformState === null ? '—' : glossed(platformState, platformStates)}</td>
      <td data-name={column.record} class="muted small">
        {id}
      </td>
    </tr>
  );
};

/** A page of records: what a person knows of them first, the platform's id last. */
export const RecordTable = ({ records }: { records: readonly CampaignRecord[] }) => {
  const { column, table } = useTexts().records;
  const search = writeQuery({ tz: useAddress().query.tz ?? [] });
  return (
    <table class="stacked">
      <caption class="visuallyHidden">{table}</caption>
      <thead>
        <tr>
          <ColumnHeads names={Object.values(column)} />
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <RecordRow key={record.id} record={record} search={search} />
        ))}
      </tbody>
    </table>
  );
};
