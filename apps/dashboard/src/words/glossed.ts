/**
 * A value of the platform in words, with the value itself as it came: `outgoing (OUTBOUND)`. One that there are no words for stands alone.
 */
export const glossed = (value: string, words: Readonly<Record<string, string>>): string =>
  Object.hasOwn(words, value) ? `${words[value]} (${value})` : value;
