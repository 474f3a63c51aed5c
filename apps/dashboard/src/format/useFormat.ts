import { useMemo } from 'preact/hooks';
import { useSpoken } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { createFormat, type Format } from './format.js';

/** In the language in use and the zone of the page. */
export const useFormat = (): Format => {
  const { language } = useSpoken();
  const { zone } = useAddress();
  return useMemo(() => createFormat(language, zone), [language, zone]);
};
