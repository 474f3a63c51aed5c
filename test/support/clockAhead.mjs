// Loaded with --import before a program of the product: the time of day of its threads is ahead by CLOCK_AHEAD_MS.
const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...values) {
    super(...(values.length === 0 ? [RightDate.now() + ahead] : values));
  }

  static now() {
    return RightDate.now() + ahead;
  }
};
