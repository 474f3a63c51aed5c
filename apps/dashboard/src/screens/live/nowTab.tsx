import { useEffect, useRef, useState } from 'preact/hooks';
import { useFormat } from '../../format/useFormat.js';
import type { Doing } from '../../lanes/lanes.js';
import { Popover } from '../../parts/popover.js';
import { Skeleton } from '../../parts/skeleton.js';
import { useTexts } from '../../texts/texts.js';
import { doingOf } from './doing.js';
import { limits } from './limits.js';
import { NowTable } from './nowTable.js';
import type { OpenCalls } from './openCalls.js';
import { useLive } from './useLive.js';

const DOINGS: readonly Doing[] = ['ringing', 'waiting', 'talking'];
const SPEAK_MILLIS = 10_000;

const countsOf = (calls: OpenCalls): Readonly<Record<Doing, number>> => {
  const counts = { ringing: 0, waiting: 0, talking: 0 };
  for (const { call, endedAtMillis } of calls.values()) if (endedAtMillis === null) counts[doingOf(call).doing] += 1;
  return counts;
};

/** What is read out: one message every ten seconds, however much changes. */
const Spoken = ({ text }: { text: string }) => {
  const latest = useRef(text);
  latest.current = text;
  const [spoken, setSpoken] = useState('');
  useEffect(() => {
    const timer = window.setInterval(() => setSpoken(latest.current), SPEAK_MILLIS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <p class="visuallyHidden" role="status">
      {spoken}
    </p>
  );
};

const LimitField = ({ doing }: { doing: Doing }) => {
  const texts = useTexts().live;
  const seconds = limits[doing].use();
  return (
    <label class="choice">
      {texts.limit[doing]}
      <input
        type="number"
        min={0}
        max={999999}
        value={seconds}
        onChange={({ currentTarget }) => limits[doing].write(currentTarget.value || '0')}
      />
    </label>
  );
};

/** The calls that are open now. */
export const NowTab = ({ isWall }: { isWall: boolean }) => {
  const texts = useTexts().live;
  const format = useFormat();
  const [isPaused, setPaused] = useState(false);
  const { calls, isConnected, isLoaded, now } = useLive(isPaused);
  const counts = countsOf(calls);
  const shown = [...calls.values()].sort((a, b) => a.call.startedAt.localeCompare(b.call.startedAt));
  const { ringing, waiting, talking } = counts;
  return (
    <div class="stack">
      <dl class="counters">
        {DOINGS.map((doing) => (
          <div key={doing} class="panel">
            <dt class={`doing ${doing}`}>{texts.counters[doing]}</dt>
            <dd>{isLoaded ? format.number(counts[doing]) : '–'}</dd>
          </div>
        ))}
      </dl>
      {!isConnected && (
        <p class="warning" role="status">
          {texts.connecting}
        </p>
      )}
      {!isWall && (
        <div class="row">
          <button aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {isPaused ? texts.resume : texts.pause}
          </button>
          <Popover label={texts.limits}>
            {() => (
              <div class="stack">
                {DOINGS.map((doing) => (
                  <LimitField key={doing} doing={doing} />
                ))}
              </div>
            )}
          </Popover>
          <span class="muted small">{isPaused ? texts.paused : texts.rule}</span>
        </div>
      )}
      {isLoaded && <Spoken text={texts.spoken(ringing + waiting + talking, ringing, waiting, talking)} />}
      {isLoaded ? <NowTable calls={shown} now={now} isWall={isWall} /> : <Skeleton />}
    </div>
  );
};
