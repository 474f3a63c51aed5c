import { badBody } from '../refusals.js';

const LONGEST_KEY = 1_000;

/** The key of a sign-in. @throws 400 the body is anything but `{"key": "..."}` */
export const readKey = (body: unknown): string => {
  const { key, ...others } = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const errors = Object.keys(others).map((field) => ({ field, message: 'unknown field' }));
  const isKey = typeof key === 'string' && key !== '' && key.length <= LONGEST_KEY;
  if (!isKey) errors.push({ field: 'key', message: `takes an API key, up to ${LONGEST_KEY} characters` });
  if (!isKey || errors.length > 0) throw badBody(errors);
  return key;
};
