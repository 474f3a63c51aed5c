import type { Texts } from '../en/index.js';

export const quality: Texts['quality'] = {
  title: 'Jakość',
  days: 'Połączenia według dnia, źródła i uwagi',
  day: 'Dzień',
  dayUtc: 'Dzień (UTC)',
  together: 'Razem',
  count: 'Zgłoszenia',
  notShown: 'Ten klucz tego nie widzi: obejmuje tylko część połączeń.',
  unlinked: {
    title: 'Niepowiązane dialogi',
    definition: 'Żadne zdarzenie nie mówi, do którego rekordu ani do którego innego dialogu należą.',
    oldest: 'Najstarszy zaczął się',
  },
  lateness: {
    title: 'Opóźnienia',
    definition: 'Od ostatniego zdarzenia połączenia do ostatniego zgłoszenia.',
    p50: 'połowa połączeń',
    p95: '95 na 100 połączeń',
    max: 'najpóźniejsze',
    imported: 'Nie wiadomo: wszystkie te połączenia zaimportowano.',
    late: 'Połączenia ze zgłoszeniami spóźnionymi ponad 5 minut',
  },
  quarantine: {
    title: 'Odrzucone zgłoszenia',
    definition: 'Zachowane treści, na które odpowiedziano 400.',
    none: 'Niczego nie odrzucono.',
    refused: 'Odrzucone',
    replayed: 'Wysłane ponownie',
  },
  deliveries: {
    title: 'Zgłoszenia spoza połączeń',
    definition: 'Są tylko zachowane w dzienniku.',
    none: 'Nie ma żadnych.',
    name: 'Zdarzenie',
    nameless: 'bez nazwy',
  },
  poisoned: {
    title: 'Uszkodzone strumienie',
    definition: 'Z ich nowych zdarzeń nie da się utworzyć połączeń.',
    none: 'Nie ma żadnych.',
    stays: 'jego połączenia',
  },
  audit: {
    title: 'Ostatnia kontrola',
    definition: 'Połączenia utworzone ponownie z dziennika, porównane z zapisanymi.',
    never: 'Jeszcze jej nie było.',
    same: 'Bez różnic.',
    differing: (count) => `Różnice: ${count}.`,
    looked: (streams, calls) => `Sprawdzone strumienie: ${streams}, zapisane z nich połączenia: ${calls}.`,
    is: {
      missing: 'nie zapisano',
      extra: 'zapisano bez zdarzeń',
      changed: 'różni się',
      poisoned: 'nie da się utworzyć',
    },
  },
};
