import type { Call, Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { LaneAxis, LanePatterns, LaneRow } from '../../lanes/laneChart.js';
import { lanesOf, type Lane } from '../../lanes/lanes.js';
import { legName } from '../../words/legName.js';
import { scaleOf } from '../../lanes/scale.js';
import { ColumnHeads } from '../../parts/columnHeads.js';
import { moveInChart } from '../../parts/roving.js';
import { useNow } from '../../parts/useNow.js';
import { glossed, useTexts } from '../../texts/texts.js';

const LaneName = ({ lane: { leg, marks, isDeciding } }: { lane: Lane }) => {
  const texts = useTexts();
  const { lanes } = texts.call;
  const format = useFormat();
  const who = leg.party.name ?? leg.party.username ?? leg.party.number;
  const close = marks.find(({ kind }) => kind === 'close');
  return (
    <div class="name">
      {isDeciding ? <strong>{texts.values.role[leg.role]}</strong> : texts.values.role[leg.role]} {who}
      <div class="muted small">
        {close === undefined
          ? lanes.stillOpen
          : `${lanes.close(close.word === null ? lanes.noCause : glossed(close.word, texts.values.closeCause))}, ${format.time(close.at)}`}
        {leg.holdCount > 0 && ` · ${texts.call.holds(leg.holdCount)}`}
      </div>
    </div>
  );
};

const CourseTable = ({ lanes, now }: { lanes: readonly Lane[]; now: number }) => {
  const texts = useTexts();
  const words = texts.call.lanes;
  const format = useFormat();
  return (
    <details>
      <summary>{words.asTable}</summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <ColumnHeads names={[words.leg, words.what, words.from, words.to, words.length]} />
            </tr>
          </thead>
          <tbody>
            {lanes.flatMap(({ leg, segments }) =>
              segments.map(({ doing, from, to }) => (
                <tr key={leg.dialogUuid + doing}>
                  <td>{legName(leg, texts)}</td>
                  <td>{words[doing]}</td>
                  <td>{format.time(from)}</td>
                  <td>{to === null ? words.stillOpen : format.time(to)}</td>
                  <td>{format.duration(((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1000)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </details>
  );
};

interface CourseProps {
  readonly call: Call;
  readonly timeline: readonly Schemas['TimelineItem'][];
}

/** The call as lanes on one time axis, a row a leg. */
export const Course = ({ call, timeline }: CourseProps) => {
  const texts = useTexts();
  const words = texts.call.lanes;
  const lanes = lanesOf(call, timeline);
  const now = useNow(call.status === 'open' ? 1000 : null);
  const end = call.endedAt ?? (call.status === 'stale' ? timeline.at(-1)?.eventTime : undefined);
  const scale = scaleOf(Date.parse(call.startedAt), end === undefined ? now : Date.parse(end));
  const firstLane = lanes.findIndex(({ segments }) => segments.length > 0);
  return (
    <section class="panel stack" aria-labelledby="course">
      <h2 id="course">{words.title}</h2>
      <p class="muted small">{words.hint}</p>
      <LanePatterns />
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions -- arrows move between the links inside */}
      <div class="laneGrid" role="group" aria-label={words.title} onKeyDown={moveInChart}>
        <span class="axisName" />
        <LaneAxis scale={scale} />
        {lanes.map((lane, index) => [
          <LaneName key={`name ${lane.leg.dialogUuid}`} lane={lane} />,
          <LaneRow
            key={lane.leg.dialogUuid}
            {...{ lane, scale, now }}
            name={legName(lane.leg, texts)}
            isFirst={index === firstLane}
            hrefOf={(eventId) => (eventId === undefined ? '#events' : `#event-${eventId}`)}
          />,
        ])}
      </div>
      <CourseTable lanes={lanes} now={now} />
    </section>
  );
};
