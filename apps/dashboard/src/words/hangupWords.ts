import type { Call } from '../api/client.js';
import type { Texts } from '../texts/texts.js';

/** Who hung up and how sure that is, in two words. */
export const hangupWords = ({ hangup }: Call, { values }: Texts): string => {
  if (hangup === null) return '—';
  return hangup.certainty === 'none'
    ? values.hangupSide[hangup.side]
    : `${values.hangupSide[hangup.side]}, ${values.hangupCertainty[hangup.certainty]}`;
};
