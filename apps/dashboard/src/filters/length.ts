/** More seconds than any call lasts; the API refuses more than a billion. */
const MAX_SECONDS = 999_999_999;

/**
 * A length as one types it, in whole seconds: `90`, `1:30` or `1:02:33`, as the columns show it.
 *
 * @returns null for anything else: nothing is guessed
 */
export const parseLength = (text: string): number | null => {
  const typed = text.trim();
  if (!/^\d+(:[0-5]\d){0,2}$/.test(typed)) return null;
  const seconds = typed.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds <= MAX_SECONDS ? seconds : null;
};
