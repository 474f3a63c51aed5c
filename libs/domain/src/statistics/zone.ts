/** Offsets are looked for in steps of this length: no zone known shifts twice within it. */
const BLOCK_SECONDS = 4 * 86_400;
const DAY_SECONDS = 86_400;
/** Shifts over years are looked for in steps of this length: since 2000 no zone has shifted twice within three weeks. */
const STEP_SECONDS = 7 * DAY_SECONDS;

/** A stretch of time in which a zone has one offset: seconds since the epoch, from inclusive, to exclusive. */
export interface OffsetStretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** A block of time: the offset it begins with, and the one it has from `shift` on (Infinity: it has one offset only). */
interface Block {
  readonly before: number;
  readonly shift: number;
  readonly after: number;
}

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

const readOffset = (text: string): number => {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(text) ?? [];
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
};

const offsetFormat = (name: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });

/** Whether the name is one of a time zone (`Europe/Warsaw`, `UTC`); a bare offset such as `+02:00` is none. */
export const isZoneName = (name: string): boolean => {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    offsetFormat(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/**
 * The clock of a time zone. Its rules come from Intl, which takes some 10 microseconds to answer; so what has been asked is kept as a
 * table of offsets, made where it is needed. Times are whole seconds since the epoch, offsets seconds to add for the local time.
 */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #blocks = new Map<number, Block>();
  #last = { from: 0, to: 0, offset: 0 };

  /** @throws RangeError there is no such zone */
  constructor(name: string) {
    this.#format = offsetFormat(name);
  }

  offsetAt(time: number): number {
    const last = this.#last;
    if (time >= last.from && time < last.to) return last.offset;
    const number = Math.floor(time / BLOCK_SECONDS);
    const { before, shift, after } = this.#block(number);
    const [from, to] = [number * BLOCK_SECONDS, (number + 1) * BLOCK_SECONDS];
    this.#last =
      time < shift
        ? { from, to: Math.min(shift, to), offset: before }
        : { from: Math.max(shift, from), to, offset: after };
    return this.#last.offset;
  }

  /** Days since 1970-01-01 of the local date. */
  dayAt(time: number): number {
    return Math.floor((time + this.offsetAt(time)) / DAY_SECONDS);
  }

  hourOfDay(time: number): number {
    const local = time + this.offsetAt(time);
    return Math.floor((local - Math.floor(local / DAY_SECONDS) * DAY_SECONDS) / 3600);
  }

  /** The first moment of a local date: midnight, the earlier one where there are two, or where there is none what follows the gap. */
  startOfDay(day: number): number {
    const midnight = day * DAY_SECONDS;
    const [earlier, later] = [midnight - DAY_SECONDS, midnight + DAY_SECONDS];
    const moments = [this.offsetAt(earlier), this.offsetAt(later)]
      .map((offset) => midnight - offset)
      .filter((time) => time + this.offsetAt(time) === midnight);
    return moments.length === 0 ? this.shiftBetween(earlier, later) : Math.min(...moments);
  }

  /** The stretches of time in which the zone has one offset, in order; the first and the last have no outer bound. */
  stretches(from: number, to: number): readonly OffsetStretch[] {
    const stretches: OffsetStretch[] = [];
    let start = -Infinity;
    for (let time = from; time < to; time += STEP_SECONDS) {
      const next = Math.min(to, time + STEP_SECONDS);
      const offset = this.offsetAt(time);
      if (this.offsetAt(next) === offset) continue;
      const shift = this.shiftBetween(time, next);
      stretches.push({ from: start, to: shift, offset });
      start = shift;
    }
    return [...stretches, { from: start, to: Infinity, offset: this.offsetAt(Math.max(from, to)) }];
  }

  /** The first second after `from` and up to `to` that has another offset than `from`, where `to` has one. */
  shiftBetween(from: number, to: number): number {
    return firstShift(from, to, (time) => this.offsetAt(time));
  }

  #block(number: number): Block {
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    const [from, to] = [number * BLOCK_SECONDS, (number + 1) * BLOCK_SECONDS];
    const read = (time: number): number => readOffset(this.#format.format(time * 1000));
    const [before, after] = [read(from), read(to)];
    const block = { before, after, shift: before === after ? Infinity : firstShift(from, to, read) };
    if (this.#blocks.size >= MOST_BLOCKS) this.#blocks.clear();
    this.#blocks.set(number, block);
    return block;
  }
}

/** A century of blocks: what a question about all of history may leave behind. */
const MOST_BLOCKS = 10_000;
const MOST_ZONES = 100;
const zones = new Map<string, Zone>();

/** The zone of this name, with what has been asked of it already. @throws RangeError there is no such zone */
export const zoneOf = (name: string): Zone => {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = new Zone(name);
  if (zones.size >= MOST_ZONES) zones.clear();
  zones.set(name, zone);
  return zone;
};

const firstShift = (from: number, to: number, offsetAt: (time: number) => number): number => {
  const before = offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
};

/** 1 = Monday, of days since 1970-01-01 (a Thursday). */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
