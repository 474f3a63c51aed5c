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
  shell: 'To samo w wierszu poleceń',
};
