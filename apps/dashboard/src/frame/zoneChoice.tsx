import { useMemo } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { OWN_ZONE, useAddress } from '../url/address.js';

/** All but this computer's own. */
const otherZones = (): readonly string[] =>
  [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].filter((zone) => zone !== OWN_ZONE);

/** The zone of the page; this computer's own is left out of its address. */
export const ZoneChoice = () => {
  const texts = useTexts().frame;
  const { zone, change } = useAddress();
  const zones = useMemo(otherZones, []);
  const choose = (chosen: string): void => change({ tz: chosen === OWN_ZONE ? [] : [chosen], cursor: [] });
  return (
    <label class="choice">
      {texts.zone}
      <select value={zone} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value={OWN_ZONE}>{texts.ownZone(OWN_ZONE)}</option>
        {zones.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
};
