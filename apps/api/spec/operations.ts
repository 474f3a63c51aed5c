import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = Readonly<Record<string, unknown>>;

/** A parameter of a route, as the OpenAPI document declares it. */
export interface DeclaredParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
  readonly example?: unknown;
}

/** A route of the OpenAPI document. */
export interface Operation {
  /** `get /v1/calls/{id}`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly parameters: readonly DeclaredParameter[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: Schema; readonly example?: unknown }>> }>
  >;
}

type Declared = Pick<Operation, 'responses'> & Partial<Pick<Operation, 'parameters'>>;

export const operationsOf = (document: OpenAPIObject): readonly Operation[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Declared>).map(([method, operation]) => ({
      ...operation,
      name: `${method} ${path}`,
      method: method.toUpperCase() as Operation['method'],
      path,
      parameters: operation.parameters ?? [],
    })),
  );

/** The address of a route with these values in the place of its path parameters. */
export const addressOf = ({ path }: Operation, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? `no ${name}`));

const textsOf = (values: unknown): readonly string[] =>
  Array.isArray(values) ? values.filter((value) => value !== null).map(String) : [];

/** Values that a query parameter takes, as the document shows them: each of a choice, else the examples. */
export const declaredValues = ({ schema, example }: DeclaredParameter): readonly string[] => {
  const items = (schema.type === 'array' ? schema.items : schema) as Schema;
  if (items.type === 'boolean') return ['true', 'false'];
  const alternatives = [items, ...((items.anyOf ?? []) as Schema[])];
  const shown = alternatives.flatMap((one) => [...textsOf(one.enum), ...textsOf(one.examples)]);
  return [...new Set([...shown, ...textsOf([example ?? items.default ?? null])])];
};
