import { counted } from '../counted.js';
import type { Texts } from '../en/index.js';

const open = counted('pl', {
  one: 'trwające połączenie',
  few: 'trwające połączenia',
  many: 'trwających połączeń',
  other: 'trwającego połączenia',
});

export const live: Texts['live'] = {
  tabs: { now: 'Teraz', stale: 'Bez zakończenia' },
  counters: {
    ringing: 'dzwoni',
    waiting: 'oczekuje',
    talking: 'rozmawia',
  },
  rule: 'Dzwoni: nikt nie odebrał. Oczekuje: jedna strona już jest, drugiej jeszcze nie ma. Rozmawia: ktoś rozmawia.',
  table: 'Trwające połączenia, od najdłuższego',
  column: {
    running: 'Trwa',
    doing: 'Teraz',
    legs: 'Strony',
  },
  none: 'Żadne połączenie nie trwa.',
  more: (count) => `i jeszcze ${count}`,
  ended: (by) => `zakończone, zakończył: ${by}`,
  over: (limit) => `ponad ${limit}`,
  quiet: (span) => `brak zdarzeń: ${span}`,
  limits: 'Progi',
  limit: { ringing: 'Dzwoni ponad, s', waiting: 'Oczekuje ponad, s', talking: 'Rozmawia ponad, s' },
  pause: 'Wstrzymaj',
  resume: 'Wznów',
  paused: 'Wstrzymano: widok się nie zmienia.',
  wall: 'Widok ścienny',
  leaveWall: 'Zamknij widok ścienny',
  connecting: 'Łączenie. Widok może być nieaktualny.',
  staleRule: (time) => `Te połączenia trwają, a od ponad ${time} nic nie dotarło: ich końce pewnie przepadły.`,
  noneStale: 'Nie ma połączeń bez zakończenia.',
  spoken: (count, ringing, waiting, talking) =>
    `${open(count)}: dzwoni ${ringing}, oczekuje ${waiting}, rozmawia ${talking}.`,
};
