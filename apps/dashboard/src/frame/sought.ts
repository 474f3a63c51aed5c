/** What the text of the search field means. */
export type Sought =
  | { readonly kind: 'call'; readonly id: string }
  | { readonly kind: 'record'; readonly id: string }
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'name'; readonly name: string };

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** The platform's ids of records are mostly ObjectIds. */
const RECORD = /^[\da-f]{24}$/i;
const NUMBER = /^\+?[\d\s().-]{5,}$/;

/** @returns null for an empty text */
export const readSought = (text: string): Sought | null => {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (UUID.test(trimmed)) return { kind: 'call', id: trimmed.toLowerCase() };
  if (RECORD.test(trimmed)) return { kind: 'record', id: trimmed };
  if (NUMBER.test(trimmed)) return { kind: 'number', number: trimmed.replace(/\D/g, '') };
  return { kind: 'name', name: trimmed };
};
