import type { Language } from '../settings/language.js';
import { useSpoken } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { createFormat, type Format } from './format.js';

let last: { readonly language: Language; readonly zone: string; readonly format: Format } | null = null;

/** In the language in use and the zone of the page: one for all components, since its parts take longer to make than to use. */
export const useFormat = (): Format => {
  const { language } = useSpoken();
  const { zone } = useAddress();
  if (last?.language !== language || last.zone !== zone)
    last = { language, zone, format: createFormat(language, zone) };
  return last.format;
};
