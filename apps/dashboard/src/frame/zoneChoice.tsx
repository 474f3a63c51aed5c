import { useTexts } from '../texts/texts.js';
import { OWN_ZONE, useAddress } from '../url/address.js';

const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].filter((zone) => zone !== OWN_ZONE);

/** The zone of the page; this computer's own is left out of its address. */
export const ZoneChoice = () => {
  const texts = useTexts().frame;
  const { zone, change } = useAddress();
  const choose = (chosen: string): void => change({ tz: chosen === OWN_ZONE ? [] : [chosen], cursor: [] });
  return (
    <label class="choice">
      {texts.zone}
      <select value={zone} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value={OWN_ZONE}>{texts.ownZone(OWN_ZONE)}</option>
        {ZONES.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
};
