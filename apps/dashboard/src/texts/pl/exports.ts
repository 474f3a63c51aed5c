import type { Texts } from '../en/index.js';

export const exports: Texts['exports'] = {
  title: 'Eksport',
  file: 'Plik',
  forWhom: {
    'calls.csv': 'Dla każdego, kto liczy w arkuszu: wiersz na połączenie.',
    'legs.csv': 'Do porównań stron w arkuszu: wiersz na stronę połączenia.',
    'calls.ndjson': 'Dla programistów: wszystko, co wiadomo o połączeniach.',
    'calls.parquet': 'Dla analityków: połączenia.',
    'legs.parquet': 'Dla analityków: strony połączeń.',
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
