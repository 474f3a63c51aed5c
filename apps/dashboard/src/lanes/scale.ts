/** A stretch of time along the width of a chart. */
export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** @param millis ends in milliseconds since 1970; a stretch is at least a second long */
export const scaleOf = (from: number, to: number): Scale => ({ from, to: Math.max(to, from + 1000) });

/** Where a time lies, from 0 to 100. */
export const percentAt = ({ from, to }: Scale, millis: number): number =>
  Math.min(100, Math.max(0, (100 * (millis - from)) / (to - from)));

export const secondsOf = ({ from, to }: Scale): number => (to - from) / 1000;
