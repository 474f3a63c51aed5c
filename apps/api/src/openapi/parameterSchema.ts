import type { Parameter } from '#parameters';
import type { Schema } from './schema.js';

const valueSchema = (parameter: Parameter): Schema => {
  switch (parameter.kind) {
    case 'text':
    case 'phone':
    case 'token':
    case 'names':
    case 'zone':
      return { type: 'string', minLength: 1 };
    case 'choice':
      return { type: 'string', enum: [...(parameter.values ?? [])] };
    case 'time':
      return {
        anyOf: [
          { type: 'string', format: 'date' },
          { type: 'string', format: 'date-time' },
        ],
      };
    case 'whole':
      return {
        type: 'integer',
        minimum: parameter.min ?? 0,
        ...(parameter.max === undefined ? {} : { maximum: parameter.max }),
      };
    case 'flag':
      return { type: 'boolean' };
  }
};

/** A text of any kind may be `none` already. */
const orNone = (value: Schema): Schema => {
  if (value.enum !== undefined) return { ...value, enum: [...(value.enum as unknown[]), 'none'] };
  return value.type === 'string' ? value : { anyOf: [value, { type: 'string', enum: ['none'] }] };
};

/** The OpenAPI schema of a parameter, from the same table that reads it. */
export const schemaOfParameter = (parameter: Parameter): Schema => {
  const value: Schema = {
    ...valueSchema(parameter),
    ...(parameter.default === undefined ? {} : { default: parameter.default }),
    ...(parameter.example === undefined ? {} : { examples: [parameter.example] }),
  };
  if (!parameter.several) return value;
  return { type: 'array', items: parameter.none === true ? orNone(value) : value };
};
