/** `2` is newer than `1`, `10` than `9`, and `2-trial` than `2`: numbers in a version count as numbers. */
const order = new Intl.Collator('en', { numeric: true });

/** Whether a program's rules are newer than those that made a generation. */
export const isNewer = (version: string, than: string): boolean => order.compare(version, than) > 0;
