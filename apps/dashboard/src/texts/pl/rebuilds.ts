import { counted } from '../counted.js';
import type { Texts } from '../en/index.js';

const waiting = counted('pl', {
  one: 'zdarzenie czeka',
  few: 'zdarzenia czekają',
  many: 'zdarzeń czeka',
  other: 'zdarzenia czeka',
});

export const rebuilds: Texts['rebuilds'] = {
  title: 'Przebudowy',
  definition:
    'Tu administratorzy tworzą wszystkie połączenia na nowo z zapisanych zdarzeń i widzą, co by się zmieniło. Oglądanie niczego nie zmienia: każdy przycisk najpierw pyta.',
  linker: 'Przypisywanie zdarzeń do połączeń',
  state: { building: 'w budowie', ready: 'gotowa', live: 'pokazywana', kept: 'zachowana', failed: 'przerwana' },
  stateMeans: {
    building: 'Czyta dziennik od początku. Użytkownicy jej nie widzą.',
    ready: 'Porównana z pokazywaną. Użytkownicy jeszcze jej nie widzą.',
    live: 'Tę generację widzą użytkownicy.',
    kept: 'Była pokazywana wcześniej i może być znowu.',
    failed: 'Zatrzymała się. Użytkownicy jej nie widzą.',
  },
  rules: 'Wersja reguł',
  begun: 'Początek',
  wentLive: 'Pokazywana od',
  lag: 'Zdarzenia do przeczytania',
  rate: 'Ostatnie tempo',
  partitions: 'Równoległe procesy',
  noPartitions: 'żaden nie zaczął',
  poisoned: 'Połączenia, których nie da się zaktualizować',
  caughtUp: 'na bieżąco',
  lagUnknown: 'nie wiadomo',
  waiting,
  behind: (span) => `${span} opóźnienia`,
  perSecond: (events) => `${events} zdarzeń/s`,
  handled: (events, of) => `${events} z ${of} zdarzeń`,
  eta: (span) => `gotowa za około ${span}`,
  progress: 'Postęp budowy',
  cancel: 'Anuluj',
  switching: { auto: 'Zastąpi pokazywaną, gdy tylko będzie gotowa.', manual: 'Poczeka na przełączenie.' },
  action: {
    start: {
      button: 'Przebuduj',
      means: () => 'Użytkownicy widzą to samo co dotąd. Budowa przez pewien czas obciąża procesor.',
    },
    switch: {
      button: 'Przełącz na',
      means: (name) =>
        `Odtąd użytkownicy będą widzieć ${name}, z różnicami pokazanymi na tej stronie. Kto śledzi zmiany, dostanie właśnie te. Obecna generacja zostaje zachowana.`,
    },
    drop: {
      button: 'Usuń',
      means: (name) =>
        `Użytkownicy nie zauważą różnicy: ${name} nie jest pokazywana. Zostanie usunięta bez możliwości powrotu.`,
    },
    resume: {
      button: 'Wznów',
      means: (name) => `${name} rusza od miejsca, w którym stanęła. Użytkownicy nie zauważą różnicy.`,
    },
    rollBack: {
      button: 'Wróć do',
      means: (name) => `Użytkownicy znowu widzą ${name} według jej reguł. Obecna generacja zostaje zachowana.`,
    },
  },
  difference: {
    title: 'Co zmieniła w chwili porównania',
    none: 'Nic: każde połączenie jest takie samo.',
    before: 'Połączenia przed',
    after: 'Połączenia po',
    added: 'Dodane',
    removed: 'Usunięte',
    changed: 'Zmienione',
    fields: 'Zmienione pola',
    field: 'Pole',
    changedIn: 'Zmienione w',
    sumBefore: 'Suma przed',
    sumAfter: 'Suma po',
    movedBy: 'Przesunięcie',
    samples: (calls) => `Pole po polu: ${calls}`,
    isAdded: (id) => `${id}: dodane`,
    isRemoved: 'usunięte',
    file: 'Wszystkie różnice (NDJSON)',
  },
};
