import type { Schemas } from '../api/client.js';
import type { Texts } from '../texts/texts.js';

/** Who is at the end of a leg: `Contact 48…`. */
export const legName = ({ role, party }: Schemas['Leg'], { values }: Texts): string =>
  [values.role[role], party.name ?? party.username ?? party.number].filter(Boolean).join(' ');
