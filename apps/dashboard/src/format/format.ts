import type { Language } from '../settings/language.js';

/** How a language writes figures and times; times are moments in ISO 8601, shown on the clocks of one zone. */
export interface Format {
  readonly zone: string;
  readonly number: (value: number) => string;
  /** Of a share between 0 and 1. */
  readonly percent: (share: number) => string;
  /** `0:07`, `1:02:33`; `—` where it is not known. */
  readonly duration: (seconds: number | null) => string;
  /** The same, but beyond a day `2 days 3 hr`. */
  readonly span: (seconds: number) => string;
  /** `14:32:05` */
  readonly time: (iso: string) => string;
  /** `28.11.2026`, in English `28 Nov 2026` */
  readonly date: (iso: string) => string;
  /** `28.11.2026, 14:32:05` */
  readonly dateTime: (iso: string) => string;
  /** Of a date without a time, as an address has it: `2026-11-28`. */
  readonly day: (date: string) => string;
}

const twoDigits = (value: number): string => `${value}`.padStart(2, '0');

/** Whole seconds as a clock shows them, hours only where there are any. */
export const duration = (seconds: number | null): string => {
  if (seconds === null) return '—';
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const rest = twoDigits(whole % 60);
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
};

const DAY_SECONDS = 86_400;

/** Beyond a day seconds say nothing: days and hours do. */
const spanWriter = (locale: string): Format['span'] => {
  const days = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  const hours = new Intl.NumberFormat(locale, { style: 'unit', unit: 'hour', unitDisplay: 'short' });
  return (seconds) => {
    if (seconds < DAY_SECONDS) return duration(seconds);
    const rest = Math.floor((seconds % DAY_SECONDS) / 3600);
    const whole = days.format(Math.floor(seconds / DAY_SECONDS));
    return rest === 0 ? whole : `${whole} ${hours.format(rest)}`;
  };
};

/** The name under which `Intl` knows a language as it is written here. */
export const localeOf = (language: Language): string => (language === 'pl' ? 'pl-PL' : 'en-GB');

export const createFormat = (language: Language, zone: string): Format => {
  const locale = localeOf(language);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const dateStyle: Intl.DateTimeFormatOptions =
    language === 'pl'
      ? { day: '2-digit', month: '2-digit', year: 'numeric' }
      : { day: 'numeric', month: 'short', year: 'numeric' };
  const dates = new Intl.DateTimeFormat(locale, { ...dateStyle, timeZone: zone });
  const days = new Intl.DateTimeFormat(locale, { ...dateStyle, timeZone: 'UTC' });
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', timeZone: zone });
  const time = (iso: string): string => times.format(Date.parse(iso));
  const date = (iso: string): string => dates.format(Date.parse(iso));
  return {
    zone,
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    duration,
    span: spanWriter(locale),
    time,
    date,
    dateTime: (iso) => `${date(iso)}, ${time(iso)}`,
    day: (text) => days.format(Date.parse(text)),
  };
};
