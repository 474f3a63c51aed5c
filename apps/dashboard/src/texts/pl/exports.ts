import type { Texts } from '../en/index.js';

export const exports: Texts['exports'] = {
  title: 'Eksport',
  file: 'Plik',
  files: {
    'calls.csv': 'Połączenia, do arkusza',
    'legs.csv': 'Strony połączeń, do arkusza',
    'calls.ndjson': 'Całe połączenia, dla programów',
    'calls.parquet': 'Połączenia, do analiz',
    'legs.parquet': 'Strony połączeń, do analiz',
  },
  forWhom: {
    'calls.csv': 'Dla każdego, kto liczy w Excelu lub innym arkuszu: jeden wiersz na połączenie.',
    'legs.csv': 'Dla tych, którzy porównują konsultantów i kontakty w arkuszu: jeden wiersz na stronę połączenia.',
    'calls.ndjson': 'Dla programistów, których programy potrzebują wszystkiego, co wiadomo o połączeniu.',
    'calls.parquet': 'Dla analityków, którzy wczytują połączenia do bazy danych lub notatnika.',
    'legs.parquet': 'Dla analityków, którzy potrzebują tam każdej strony połączeń.',
  },
  dialect: 'Arkusz',
  plain: 'Przecinek między kolumnami',
  excel: 'Polski Excel: średnik, przecinek dziesiętny',
  times: 'Czasy',
  utcTimes: 'W UTC',
  localTimes: (zone) => `Według zegara ${zone}`,
  legs: (rows) => `Strony połączeń: ${rows}`,
  masked: 'Numery i nazwy kontaktów są zakryte: z numeru zostają trzy ostatnie cyfry.',
  unmasked: 'Zawiera niezakryte numery i nazwy kontaktów.',
  noNumber: 'Filtr po numerze nie działa w pliku: adres nie może zawierać numeru.',
  download: (file) => `Pobierz ${file}`,
  streamed: 'Od najstarszych. Jeśli plik się urwie, przeglądarka zgłosi błąd.',
  shell: 'Dla administratorów: to samo w wierszu poleceń',
};
