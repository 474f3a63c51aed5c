import { counted } from '../counted.js';
import type { Texts } from '../en/index.js';

const notes = counted('pl', { one: 'uwaga', few: 'uwagi', many: 'uwag', other: 'uwagi' });

const mayChange = counted('pl', {
  few: 'mogą się jeszcze zmienić',
  other: 'może się jeszcze zmienić',
});

export const calls: Texts['calls'] = {
  table: 'Połączenia, od najnowszych',
  mayChange,
  settled: 'wszystkie ostateczne',
  statistics: 'Statystyki tych połączeń',
  export: 'Eksport',
  refresh: 'Odśwież',
  every30: 'co 30 s',
  columns: 'Kolumny',
  rows: 'Wiersze',
  newer: 'Nowsze',
  older: 'Starsze',
  first: 'Do najnowszych',
  pages: 'Strony listy',
  oldestFirst: 'Od najstarszych',
  newestFirst: 'Od najnowszych',
  column: {
    start: 'Początek',
    consultant: 'Konsultant',
    contact: 'Kontakt',
    campaign: 'Kampania',
    attempt: 'Próba',
    ring: 'Dzwonienie',
    talk: 'Rozmowa',
    outcome: 'Wynik',
    hangup: 'Zakończył',
    marks: 'Uwagi',
  },
  provisional: 'wstępnie',
  notes,
};
