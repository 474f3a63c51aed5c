import { counted } from '../counted.js';
import type { Texts } from '../en/index.js';

const counting = counted('pl', { one: 'rekord', few: 'rekordy', many: 'rekordów', other: 'rekordu' });
const tries = counted('pl', { one: 'próbie', few: 'próbach', many: 'próbach', other: 'próbach' });

export const records: Texts['records'] = {
  table: 'Rekordy kampanii, od najnowszej pierwszej próby',
  recordTitle: (id) => `Rekord ${id}`,
  unknown: { title: 'Nie ma takiego rekordu', detail: 'Jest nieznany albo nie wolno Ci go zobaczyć.' },
  empty: 'Brak rekordów',
  onPage: (count) => `${counting(count)} na tej stronie, od najnowszej pierwszej próby.`,
  column: {
    contact: 'Kontakt',
    campaign: 'Kampania',
    reached: 'Dodzwoniono się',
    attempts: 'Próby',
    last: 'Ostatnie połączenie',
    state: 'Stan w platformie',
    record: 'Identyfikator',
  },
  since: (time) => `od ${time}`,
  platformStates: { CLOSED: 'zamknięty' },
  reachedAt: (attempt, of) => `Dodzwoniono się w próbie ${attempt} z ${of}.`,
  reachedShort: (attempt) => `w próbie ${attempt}`,
  notReached: (attempts) => `Nie dodzwoniono się w ${tries(attempts)}.`,
  no: 'nie',
  state: (state) => `Stan w platformie: ${state}.`,
  closed: (time) => `Zamknięty przez platformę: ${time}.`,
  attempts: 'Próby',
  hint: 'Wszystkie próby są w jednej skali, każda od swojego początku.',
  attempt: (number) => `Próba ${number}`,
  later: (span) => `${span} później`,
};
