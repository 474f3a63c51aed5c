import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** No field may come that the document does not name: where it says nothing of others, there are none. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
};
const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'uri-reference': true,
} as const;

/** Holds values against the schemas of a document. */
export const validatorsOf = (document: OpenAPIObject) => {
  const ajv = new Ajv2020({ strict: false, discriminator: false, formats: FORMATS });
  ajv.addSchema({ $id: 'api', components: closed(document.components) as object });
  const known = new Map<string, ValidateFunction>();
  return (schema: { readonly $ref?: string }): ValidateFunction => {
    const ref = `api${schema.$ref ?? ''}`;
    const validate = known.get(ref) ?? ajv.compile({ $ref: ref });
    known.set(ref, validate);
    return validate;
  };
};
