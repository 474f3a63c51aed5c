/** A text as one searches for it: without capitals and without the marks of its letters (`Żółć` is found by `zolc`). */
export const plainText = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/ł/g, 'l');
