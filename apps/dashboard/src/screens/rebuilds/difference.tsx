import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { useFormat } from '../../format/useFormat.js';
import { API_BASE } from '../../settings/served.js';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { writeQuery } from '../../url/search.js';
import { changedFields, valueText } from './changedFields.js';

type Compared = Schemas['Difference'];

const Fields = ({ fields }: Pick<Compared, 'fields'>) => {
  const texts = useTexts().rebuilds.difference;
  const format = useFormat();
  const sum = (value: number | null): string => (value === null ? '—' : format.number(value));
  const signed = (value: number): string => (value > 0 ? `+${format.number(value)}` : format.number(value));
  const moved = ({ before, after }: Schemas['FieldDifference']): string =>
    before === null || after === null ? '—' : signed(after - before);
  return (
    <div class="scroll">
      <table class="fields">
        <caption class="visuallyHidden">{texts.fields}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.field}</th>
            <ColumnHeads names={[texts.changedIn, texts.sumBefore, texts.sumAfter, texts.movedBy]} areNumbers />
          </tr>
        </thead>
        <tbody>
          {Object.entries(fields).map(([path, field]) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              {[format.number(field.changed), sum(field.before), sum(field.after), moved(field)].map((text, index) => (
                <td key={index} class="number">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Sample = ({ sample: { id, before, after } }: { sample: Schemas['CallDifference'] }) => {
  const texts = useTexts().rebuilds.difference;
  const { query } = useAddress();
  const link = <Link href={`/calls/${id}${writeQuery({ tz: query.tz ?? [] })}`}>{id}</Link>;
  if (before === null) return <li>{texts.isAdded(id)}</li>;
  if (after === null)
    return (
      <li>
        {link} {texts.isRemoved}
      </li>
    );
  return (
    <li>
      {link}
      <ul>
        {changedFields(before, after).map((field) => (
          <li key={field.path}>
            <code>{field.path}</code>: <del>{valueText(field.before)}</del> → <ins>{valueText(field.after)}</ins>
          </li>
        ))}
      </ul>
    </li>
  );
};

const Samples = ({ samples }: Pick<Compared, 'samples'>) => {
  const { values, rebuilds } = useTexts();
  const texts = rebuilds.difference;
  if (samples.length === 0) return null;
  return (
    <details>
      <summary>{texts.samples(values.calls(samples.length))}</summary>
      <ul class="samples">
        {samples.map((sample) => (
          <Sample key={sample.id} sample={sample} />
        ))}
      </ul>
    </details>
  );
};

const Counts = ({ calls }: Pick<Compared, 'calls'>) => {
  const texts = useTexts().rebuilds.difference;
  const format = useFormat();
  return (
    <dl class="generationFacts">
      {(['before', 'after', 'added', 'removed', 'changed'] as const).map((name) => (
        <div key={name}>
          <dt>{texts[name]}</dt>
          <dd>{format.number(calls[name])}</dd>
        </div>
      ))}
    </dl>
  );
};

/** What a generation changed against the one that was live when the two were compared. */
export const Difference = ({ generation: { name, difference } }: { generation: Schemas['Projection'] }) => {
  const texts = useTexts();
  const { role, projects, sources } = useSession();
  const { title, none, file } = texts.rebuilds.difference;
  if (difference === null) {
    return projects !== null || sources !== null ? <p class="muted">{texts.quality.notShown}</p> : null;
  }
  const { added, removed, changed } = difference.calls;
  const hasFields = Object.keys(difference.fields).length > 0;
  return (
    <div class="stack">
      <h3>{title}</h3>
      {added + removed + changed === 0 && !hasFields ? <p>{none}</p> : <Counts calls={difference.calls} />}
      {hasFields && <Fields fields={difference.fields} />}
      <Samples samples={difference.samples} />
      {role === 'admin' && added + removed + changed > 0 && (
        <p>
          <a
            href={`${API_BASE}/admin/projections/calls/rebuilds/${name}/differences`}
            download={`${name}.differences.ndjson`}
          >
            {file}
          </a>
        </p>
      )}
    </div>
  );
};
