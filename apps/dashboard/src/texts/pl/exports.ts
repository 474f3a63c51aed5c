import { counted } from '../counted.js';
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
  plain: 'Przecinek między kolumnami, jak czyta większość programów',
  excel: 'Polski Excel: średnik, przecinek dziesiętny',
  times: 'Czasy',
  utcTimes: 'W UTC',
  localTimes: (zone) => `Według zegara ${zone}`,
  legs: counted('pl', {
    one: 'strona połączenia',
    few: 'strony połączeń',
    many: 'stron połączeń',
    other: 'strony połączeń',
  }),
  masked: 'Numery i nazwy kontaktów są zakryte: z numeru zostają trzy ostatnie cyfry.',
  unmasked: 'Zawiera niezakryte numery i nazwy kontaktów.',
  noNumber: 'Filtr po numerze nie przechodzi do pliku: adres pliku nie może zawierać numeru.',
  download: (file) => `Pobierz ${file}`,
  streamed:
    'Plik przychodzi wiersz po wierszu, od najstarszych, niezależnie od wielkości. Jeśli się urwie, przeglądarka zgłosi błąd.',
  shell: 'To samo w wierszu poleceń',
};
