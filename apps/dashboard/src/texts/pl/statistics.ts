import type { Texts } from '../en/index.js';

export const statistics: Texts['statistics'] = {
  title: 'Statystyki',
  theseCalls: 'Te połączenia',
  print: 'Drukuj',
  table: 'Tabela',
  csv: 'CSV',
  zone: (zone) => `Czas według zegara ${zone}.`,
  intervalLabel: 'Krok',
  interval: { PT15M: 'Kwadrans', PT1H: 'Godzina', P1D: 'Dzień', P1W: 'Tydzień', P1M: 'Miesiąc' },
  attributionLabel: 'Połączenie liczy się',
  attributionMeans: {
    start: 'Połączenie liczy się tam, gdzie się zaczęło.',
    end: 'Połączenie liczy się tam, gdzie się skończyło; trwające są pominięte.',
  },
  compare: 'Porównaj z poprzednim okresem',
  comparedWith: (range) =>
    `Liczby na kartach i połączenia w czasie są porównane z okresem ${range}, z tymi samymi dniami tygodnia. Pozostałe wykresy pokazują tylko ten okres: odsetki lub percentyle dwóch okresów na jednym wykresie byłyby nieczytelne.`,
  callsBefore: 'Połączenia poprzednio',
  before: (value) => `poprzednio: ${value}`,
  metric: {
    calls: 'Połączenia',
    conversations: 'Rozmowy',
    conversationRate: 'Odsetek rozmów',
    abandoned: 'Porzucone',
    ringSeconds: 'Dzwonienie',
    talkSeconds: 'Rozmowa',
    concurrency: 'Połączenia naraz',
  },
  percentile: { p50: 'mediana', p90: '90. percentyl', p95: '95. percentyl' },
  rate: {
    conversations: (rate) => `${rate} zakończonych`,
    abandoned: (rate) => `${rate} połączeń z kontaktem na linii`,
  },
  sureOnly: 'Tylko pewne i prawdopodobne',
  attempt: (number) => `Próba ${number}`,
  attemptHead: 'Próba',
  noAttempts: 'Żadne z tych połączeń nie należy do kampanii.',
  noConcurrency: 'Nie liczy się przy filtrze dnia tygodnia lub godziny.',
  groupColumn: {
    calls: 'Połączenia',
    rate: 'Rozmowy',
    talkP50: 'Rozmowa, mediana',
    talkP90: 'Rozmowa, 90%',
    contactShare: 'Zakończył kontakt',
  },
  trend: 'W czasie',
  searchGroups: 'Znajdź nazwę',
  topOnly: (count) => `${count} z największą liczbą połączeń.`,
  chart: {
    calls: {
      title: 'Połączenia i odsetek rozmów',
      definition: 'Wszystkie połączenia, a wśród zakończonych odsetek tych, w których obie strony rozmawiały.',
    },
    durations: {
      title: 'Jak długo trwa dzwonienie i rozmowa',
      definition:
        'Połowa połączeń trwała nie dłużej niż mediana. Połączenia bez dzwonienia lub bez rozmowy są pominięte.',
    },
    hangup: {
      title: 'Kto zakończył',
      definition: 'Odsetki zakończonych połączeń według strony, która je zakończyła.',
    },
    hours: {
      title: 'Dni tygodnia i godziny',
      definition: 'Ile połączeń w którym dniu i o której godzinie.',
    },
    groups: {
      title: 'Porównanie',
      definition:
        'Rozmowy i połączenia zakończone przez kontakt to odsetki zakończonych połączeń. Linia pokazuje połączenia w czasie, każda we własnej skali.',
    },
    attempts: {
      title: 'Odsetek rozmów według próby',
      definition: 'Wśród zakończonych połączeń kampanii, według numeru próby w rekordzie.',
    },
    concurrency: {
      title: 'Połączenia naraz',
      definition: 'Ile połączeń trwało jednocześnie, średnio w każdym kroku.',
    },
  },
};
