import type { Call } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useTexts } from '../../texts/texts.js';

const NAMES = [
  'ringSeconds',
  'dialSeconds',
  'waitSeconds',
  'talkSeconds',
  'consultantTalkSeconds',
  'callSeconds',
  'afterSeconds',
  'holdSeconds',
] as const;

/** Clients wait only where they called, and numbers are dialled only where they were called. */
const isOfDirection = (name: (typeof NAMES)[number], direction: string | null): boolean =>
  !(name === 'waitSeconds' && direction === 'OUTBOUND') && !(name === 'dialSeconds' && direction === 'INBOUND');

/** Each duration with the two ends it is measured between (docs/domain.md#durations). */
export const Durations = ({ call: { durations, direction } }: { call: Call }) => {
  const texts = useTexts().call.durations;
  const format = useFormat();
  return (
    <section class="panel stack" aria-labelledby="durations">
      <h2 id="durations">{texts.title}</h2>
      <table>
        <tbody>
          {NAMES.filter((name) => isOfDirection(name, direction)).map((name) => {
            const [title, ends, inboundEnds] = texts[name];
            const seconds = durations[name];
            return (
              <tr key={name}>
                <th scope="row">
                  {title}
                  <div class="muted small">{direction === 'INBOUND' ? (inboundEnds ?? ends) : ends}</div>
                </th>
                <td class="number">{seconds === null ? texts.unknown : format.duration(seconds)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="muted small">{texts.precision}</p>
    </section>
  );
};
