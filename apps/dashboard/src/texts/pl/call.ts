import { counted } from '../counted.js';
import type { Texts } from '../en/index.js';

export const call: Texts['call'] = {
  title: (start) => `Połączenie z ${start}`,
  unknown: { title: 'Nie ma takiego połączenia', detail: 'Jest nieznane albo nie wolno Ci go zobaczyć.' },
  outcome: {
    conversation: (talk, before) => `Rozmowa ${talk}${before}.`,
    abandoned: (before) => `Połączenie porzucone${before}.`,
    contact_no_answer: (before) => `Kontakt nie odebrał${before}.`,
    consultant_no_answer: 'Konsultant nie odebrał; nie wybrano numeru.',
    not_dialed: 'Konsultant był gotowy, ale nie wybrano numeru.',
    unknown: 'Nie wiadomo, co się stało z tym połączeniem.',
    open: 'To połączenie trwa.',
    stale: 'To połączenie trwa bez zakończenia: od dawna nic nie dotarło.',
  },
  afterRinging: (ring) => ` po ${ring} dzwonienia`,
  afterWaiting: (wait) => ` po ${wait} oczekiwania`,
  side: {
    consultant: { who: 'konsultant', whose: 'konsultanta' },
    contact: { who: 'kontakt', whose: 'kontaktu' },
    unknown: { who: 'jedna ze stron', whose: 'nieznana' },
  },
  named: (name) => ({ who: name, whose: `„${name}”` }),
  hangup: {
    one_hangup_one_left: (a, b, sure) =>
      `*Połączenie zakończył ${a.who}* (${sure}): [strona ${a.whose} zgłosiła HANGUP|0], [strona ${b.whose} DIALOG_LEFT|1].`,
    earlier_hangup: (a, b, sure, at, later) =>
      `*Pierwszy zakończył ${a.who}* (${sure}): obie strony zgłosiły HANGUP, [${a.who} o ${at}|0], [${b.who} ${later} s później|1]. Platforma liczy pełne sekundy.`,
    same_second: (at) =>
      `*Nie da się ustalić, kto zakończył pierwszy*: [obie|0] [strony|1] zgłosiły HANGUP w tej samej sekundzie, ${at}.`,
    single_hangup: (a, sure) =>
      `*Połączenie zakończył ${a.who}* (${sure}): [dotarło tylko zamknięcie strony ${a.whose}|0].`,
    single_left: (a, b, sure) =>
      `*Połączenie zakończył ${a.who}* (${sure}): [strona ${b.whose} zgłosiła wyjście drugiej strony|0], zamknięcie strony ${a.whose} nie dotarło.`,
    single_system: (a, sure) =>
      `*Połączenie zakończył system* (${sure}): [strona ${a.whose} zgłosiła wyjście drugiej strony|0], a nikogo innego nie było.`,
    hangup_and_unknown: (a, b, sure, cause) =>
      `*Połączenie zakończył ${a.who}* (${sure}): [strona ${a.whose} zgłosiła HANGUP|0], [strona ${b.whose} „${cause}”|1], którego znaczenia platforma nie opisuje.`,
    left_and_unknown: (a, b, sure, cause) =>
      `*Połączenie zakończył ${a.who}* (${sure}): [strona ${b.whose} zgłosiła wyjście drugiej strony|0], [strona ${a.whose} „${cause}”|1].`,
    both_left: (sure) =>
      `*Połączenie zakończył system* (${sure}): [obie|0] [strony|1] zgłosiły wyjście drugiej strony.`,
    stayed_hangup: (sure, left, at) =>
      `*Połączenie zakończył kontakt* (${sure}): pozostał po wyjściu konsultanta o ${left} i [zakończył o ${at} z HANGUP|0].`,
    stayed_left: (sure, left, at) =>
      `*Połączenie zakończył system* (${sure}): kontakt pozostał po wyjściu konsultanta o ${left}; [o ${at} jego strona zgłosiła wyjście drugiej strony|0].`,
    unknown_cause: (cause) => `*Nie wiadomo, kto zakończył*: platforma nie opisuje znaczenia [„${cause}”|0].`,
    none: 'Żadna z rozstrzygających stron nie została zamknięta.',
    short: (side, sure) => `Zakończył: *${side}* (${sure}).`,
  },
  settles: (time) => `Może się jeszcze zmienić: będzie ostateczne ${time}, jeśli nic więcej nie dotrze.`,
  settled: 'Ostateczne: nie oczekuje się więcej zdarzeń.',
  facts: 'Co to było',
  fact: {
    start: 'Początek',
    end: 'Koniec',
    attempt: 'Próba',
    closeCauses: 'Przyczyny zamknięcia',
    id: 'Połączenie',
    record: 'Rekord',
  },
  toList: 'Wróć do listy',
  toCalls: 'Do połączeń',
  previous: 'Poprzednia próba',
  next: 'Następna próba',
  attemptOf: (number, of) => `${number} z ${of}`,
  lanes: {
    title: 'Przebieg',
    hint: 'Sekundy od początku. Każdy pasek prowadzi do zdarzenia, od którego się zaczyna.',
    ringing: 'dzwonienie',
    waiting: 'oczekiwanie',
    talking: 'rozmowa',
    hold: 'zawieszenie, długości nie zgłoszono',
    close: (cause) => `zamknięcie: ${cause}`,
    state: (state) => `stan „${state}”, nieopisany`,
    noCause: 'bez przyczyny',
    stillOpen: 'jeszcze trwa',
    bar: (leg, what, from, to, length) => `${leg}: ${what} ${length}, od ${from} do ${to}`,
    asTable: 'To samo jako tabela',
    leg: 'Strona',
    what: 'Co',
    from: 'Od',
    to: 'Do',
    length: 'Długość',
  },
  durations: {
    title: 'Czasy trwania',
    precision: 'Platforma liczy pełne sekundy: każdy czas może się różnić o ±1 s.',
    unknown: '—, nie wiadomo',
    ringSeconds: [
      'Dzwonienie',
      'utworzenie dialogu kontaktu → odebranie lub zamknięcie',
      'utworzenie dialogu konsultanta → odebranie lub zamknięcie',
    ],
    dialSeconds: ['Łączenie', 'konsultant odebrał → rozmowa kontaktu'],
    waitSeconds: ['Oczekiwanie', 'utworzenie dialogu kontaktu → rozmowa'],
    talkSeconds: ['Rozmowa', 'rozmowa kontaktu → zamknięcie jego strony, z zawieszeniami'],
    consultantTalkSeconds: ['Rozmowa konsultanta', 'rozmowa konsultanta → zamknięcie jego strony'],
    callSeconds: ['Całe połączenie', 'początek → ostatnie zamknięcie'],
    afterSeconds: ['Konsultant sam', 'zamknięcie kontaktu → zamknięcie konsultanta'],
    holdSeconds: ['Zawieszenie', 'żadne zdarzenie nie zgłasza końca zawieszenia'],
  },
  holds: counted('pl', { one: 'zawieszenie', few: 'zawieszenia', many: 'zawieszeń', other: 'zawieszenia' }),
  quality: 'Uwagi o danych',
  events: {
    title: 'Zdarzenia',
    time: 'Czas',
    received: 'Odebrano',
    delay: 'Opóźnienie',
    name: 'Zdarzenie',
    state: 'Stan',
    cause: 'Przyczyna',
    body: 'Jak przyszło',
    imported: 'z importu',
  },
};
