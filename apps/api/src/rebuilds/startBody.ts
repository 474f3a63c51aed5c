import type { Generation } from '#ports';
import type { BadField } from '#server';
import { mayBeMeant } from '#parameters';
import { badBody } from '../refusals.js';

export const SWITCHINGS = ['auto', 'manual'] as const satisfies readonly Generation['switching'][];
const FIELDS = ['switch'] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownFields = (body: object): BadField[] =>
  Object.keys(body)
    .filter((name) => !FIELDS.some((field) => field === name))
    .map((name) => ({
      field: name,
      message: `unknown field${mayBeMeant(name, FIELDS)}`,
    }));

/** The body of a request for a rebuild; nothing at all is one that switches by itself. @throws 400 that names every bad field */
export const readStartBody = (body: unknown): Generation['switching'] => {
  if (body === undefined) return 'auto';
  if (!isObject(body)) throw badBody([{ field: 'body', message: 'takes a JSON object' }]);
  const { switch: asked = 'auto' } = body;
  const switching = SWITCHINGS.find((value) => value === asked);
  const errors = unknownFields(body);
  if (switching === undefined) errors.push({ field: 'switch', message: `takes one of ${SWITCHINGS.join(', ')}` });
  if (switching === undefined || errors.length > 0) throw badBody(errors);
  return switching;
};
