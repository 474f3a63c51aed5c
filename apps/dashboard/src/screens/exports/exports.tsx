import { useQuery } from '@tanstack/preact-query';
import { Link } from 'wouter-preact';
import { api, dataOf } from '../../api/client.js';
import { useSession } from '../../api/session.js';
import { FilterBar } from '../../filters/filterBar.js';
import { useFormat } from '../../format/useFormat.js';
import { Answer } from '../../parts/answer.js';
import { CopyLink } from '../../parts/copyLink.js';
import { CopyText } from '../../parts/copyText.js';
import { Page } from '../../parts/page.js';
import { API_BASE } from '../../settings/served.js';
import { useSpoken, useTexts } from '../../texts/texts.js';
import { useAddress, useCallsQuery } from '../../url/address.js';
import { callsAddress } from '../../url/callsAddress.js';
import type { CallsQuery } from '../../url/filters.js';
import {
  curlLine,
  DIALECTS,
  exportChoice,
  exportPath,
  FILES,
  hasDialects,
  hasLocalTimes,
  usualDialect,
} from './exportFile.js';
import './exports.css';

const RANGE = 'last30Days';

/** What the file is and how it is written; the address says it. */
const Choices = () => {
  const { language, texts: all } = useSpoken();
  const texts = all.exports;
  const { query, zone, change } = useAddress();
  const { file, isForExcel, isLocal } = exportChoice(query, language);
  return (
    <>
      <fieldset>
        <legend>{texts.file}</legend>
        {FILES.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="file"
              checked={name === file}
              onChange={() => change({ file: name === 'calls.csv' ? [] : [name] })}
            />
            <span>
              {texts.forWhom[name]} <code class="muted">{name}</code>
            </span>
          </label>
        ))}
      </fieldset>
      {hasDialects(file) && (
        <fieldset>
          <legend>{texts.dialect}</legend>
          {DIALECTS.map((dialect) => (
            <label key={dialect}>
              <input
                type="radio"
                name="dialect"
                checked={(dialect === 'excel-pl') === isForExcel}
                onChange={() => change({ dialect: dialect === usualDialect(language) ? [] : [dialect] })}
              />
              {dialect === 'excel-pl' ? texts.excel : texts.plain}
            </label>
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>{texts.times}</legend>
        {hasLocalTimes(file) ? (
          [true, false].map((local) => (
            <label key={`${local}`}>
              <input
                type="radio"
                name="local"
                checked={local === isLocal}
                onChange={() => change({ local: local ? [] : ['false'] })}
              />
              {local ? texts.localTimes(zone) : texts.utcTimes}
            </label>
          ))
        ) : (
          <p>{texts.utcTimes}</p>
        )}
      </fieldset>
    </>
  );
};

/** How many rows the file will have: asked of the list that it is the whole of. */
const useRows = (isLegs: boolean, filters: CallsQuery) => {
  const { contactNumber: _contactNumber, ...rest } = filters;
  const query = { ...rest, limit: 1, total: true };
  return useQuery({
    queryKey: ['exportRows', isLegs, query],
    queryFn: async ({ signal }) => {
      const { total, asOf } = isLegs
        ? await dataOf(api.GET('/v1/legs', { params: { query }, signal }))
        : await dataOf(api.GET('/v1/calls', { params: { query }, signal }));
      return { rows: total ?? 0, asOf };
    },
  });
};

const WhatItHolds = ({ rows, asOf, isLegs }: { rows: number; asOf: string; isLegs: boolean }) => {
  const texts = useTexts();
  const format = useFormat();
  const { role, projects, sources } = useSession();
  const { query, beside } = useAddress();
  return (
    <>
      <p>
        <strong class="large">
          {isLegs ? (
            texts.exports.legs(format.number(rows))
          ) : (
            <Link href={callsAddress(query, RANGE)}>{texts.values.calls(rows)}</Link>
          )}
        </strong>
        <span class="muted"> · {texts.frame.asOf(format.time(asOf))}</span>
      </p>
      <p class="muted">
        {role === 'analyst' ? texts.exports.masked : texts.exports.unmasked}
        {(projects !== null || sources !== null) && ` ${texts.frame.empty.limited}`}
      </p>
      {beside.contactNumber !== undefined && <p class="warning">{texts.exports.noNumber}</p>}
    </>
  );
};

const Exports = () => {
  const { language, texts: all } = useSpoken();
  const texts = all.exports;
  const { open } = useSession();
  const { query } = useAddress();
  const filters = useCallsQuery(RANGE);
  const choice = exportChoice(query, language);
  const isLegs = choice.file.startsWith('legs');
  const rows = useRows(isLegs, filters);
  const path = API_BASE + exportPath(choice, filters);
  return (
    <Page title={texts.title} actions={<CopyLink bounds={filters} />}>
      <FilterBar range={RANGE} error={rows.error} />
      <div class="exports">
        <section class="panel stack">
          <Choices />
        </section>
        <section class="panel stack">
          <Answer query={rows} lines={2}>
            {(data) => <WhatItHolds {...data} isLegs={isLegs} />}
          </Answer>
          <p>
            <a class="button primary" href={path} download={choice.file}>
              {texts.download(choice.file)}
            </a>
          </p>
          <p class="muted small">{texts.streamed}</p>
          <details>
            <summary>{texts.shell}</summary>
            <CopyText text={curlLine(window.location.origin + path, choice.file, open)} />
          </details>
        </section>
      </div>
    </Page>
  );
};

export default Exports;
