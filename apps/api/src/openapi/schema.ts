import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type SchemaOrRef = Schemas[string];
/** A JSON schema as OpenAPI 3.1 takes it. */
export type Schema = Exclude<SchemaOrRef, { $ref: string }>;

/** A schema for each field of a type. The compiler holds it against its type: no field without one, none for a field that is not there. */
export type FieldsOf<Thing> = { readonly [Field in keyof Thing]-?: SchemaOrRef };

export const ref = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** All properties are always there: what is unknown is null. */
export const objectOf = (properties: Record<string, SchemaOrRef>, more: Schema = {}): Schema => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  ...more,
});

export const text = (description: string): Schema => ({ type: 'string', description });
export const textOrNull = (description: string): Schema => ({ type: ['string', 'null'], description });
export const time = (description: string): Schema => ({ type: 'string', format: 'date-time', description });
export const timeOrNull = (description: string): Schema => ({
  type: ['string', 'null'],
  format: 'date-time',
  description,
});
export const seconds = (description: string): Schema => ({
  type: ['integer', 'null'],
  minimum: 0,
  description: `${description} Whole seconds; null where an end is not known.`,
});
export const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
export const countOrNull = (description: string): Schema => ({ type: ['integer', 'null'], description });
export const flag = (description: string): Schema => ({ type: 'boolean', description });
export const choice = (values: readonly string[], description: string): Schema => ({
  type: 'string',
  enum: [...values],
  description,
});
export const choiceOrNull = (values: readonly string[], description: string): Schema => ({
  type: ['string', 'null'],
  enum: [...values, null],
  description,
});

/** A list of our own, each of its values explained. */
export const explainedChoice = (meanings: Readonly<Record<string, string>>, description: string): Schema =>
  choice(Object.keys(meanings), explain(meanings, description));
export const explainedChoiceOrNull = (meanings: Readonly<Record<string, string>>, description: string): Schema =>
  choiceOrNull(Object.keys(meanings), explain(meanings, description));

/** The description, then a list of the values with what each means. */
export const explain = (meanings: Readonly<Record<string, string>>, description: string): string =>
  [`${description}\n`, ...Object.entries(meanings).map(([value, meaning]) => `- \`${value}\`: ${meaning}`)].join('\n');

export const id = (description: string): Schema => ({ type: ['string', 'integer', 'null'], description });
export const listOf = (items: SchemaOrRef, description: string): Schema => ({ type: 'array', items, description });
export const orNull = (schema: SchemaOrRef, description: string): Schema => ({
  oneOf: [schema, { type: 'null' }],
  description,
});
