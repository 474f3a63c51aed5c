import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ANSWER_EXAMPLES, FILE_EXAMPLES, STATISTICS_CSV_EXAMPLE, type AnswerName } from './answerExamples.js';
import { REFUSALS, type RefusalStatus } from './refusalExamples.js';
import { ref } from './schema.js';

interface Operation {
  readonly summary: string;
  /** Statuses beside 401 and 503, which every route may answer. */
  readonly refuses: readonly RefusalStatus[];
  /** Default 200. */
  readonly status?: 200 | 201 | 202;
  /** Answers one such JSON object a line, streamed. */
  readonly lines?: boolean;
  /** Answers server-sent events, without end, the data of each such a JSON object. */
  readonly events?: boolean;
  /** Answers a table, too, where it is asked for. */
  readonly csv?: boolean;
  /** Has an ETag. */
  readonly tagged?: boolean;
}

const refusal = (status: RefusalStatus): MethodDecorator => {
  const { description, example } = REFUSALS[status];
  return ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: ref('Problem'), example } },
  });
};

/** Every route refuses parameters that it does not know, needs a key where there are keys, and a store. */
const refusals = (more: readonly RefusalStatus[]): MethodDecorator[] =>
  [...new Set<RefusalStatus>([400, 401, ...more, 503])].map(refusal);

const TAG_HEADER = { etag: { description: 'Changes with the content, not with asOf.', schema: { type: 'string' } } };

const mediaType = (lines: boolean, events: boolean): string => {
  if (events) return 'text/event-stream';
  return lines ? 'application/x-ndjson' : 'application/json';
};

/** Describes what a route does and answers. */
export const Answers = (
  schema: AnswerName,
  { summary, refuses, status = 200, lines = false, events = false, csv = false, tagged = false }: Operation,
): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({
      status,
      description: summary,
      content: {
        [mediaType(lines, events)]: { schema: ref(schema), example: ANSWER_EXAMPLES[schema] },
        ...(csv ? { 'text/csv': { schema: { type: 'string' }, example: STATISTICS_CSV_EXAMPLE } } : {}),
      },
      ...(tagged ? { headers: TAG_HEADER } : {}),
    }),
    ...(tagged
      ? [
          ApiHeader({ name: 'If-None-Match', required: false, description: 'ETag of a former answer.' }),
          ApiResponse({ status: 304, description: 'Nothing has changed since that answer.' }),
        ]
      : []),
    ...refusals(refuses),
  );

const FILE_HEADERS = {
  'content-disposition': { description: "The file's name.", schema: { type: 'string' } },
  'x-as-of': { description: 'Up to when it is complete.', schema: { type: 'string', format: 'date-time' } },
  'x-projection': { description: 'Name and generation.', schema: { type: 'string' } },
} as const;

/** Describes a route that answers a file, streamed. */
export const AnswersFile = (mediaType: keyof typeof FILE_EXAMPLES, summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiResponse({
      status: 200,
      description: `${summary}. A connection that ends before the file does is broken off.`,
      content: { [mediaType]: { schema: { type: 'string' }, example: FILE_EXAMPLES[mediaType] } },
      headers: FILE_HEADERS,
    }),
    ...refusals([403]),
  );

/** Describes a route that does something and answers without a body. */
export const AnswersNothing = (summary: string, refuses: readonly RefusalStatus[]): MethodDecorator =>
  applyDecorators(ApiOperation({ summary }), ApiResponse({ status: 204, description: summary }), ...refusals(refuses));

export const TakesKey = (): MethodDecorator =>
  ApiBody({
    required: true,
    examples: { key: { value: { key: 'the API key' } } },
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['key'],
      properties: { key: { type: 'string', minLength: 1, maxLength: 1000, description: 'An API key.' } },
    },
  });

/** The path parameter of a call. */
export const TakesDialogUuid = (): MethodDecorator =>
  ApiParam({
    name: 'id',
    description: "The call's id, or the uuid of any of its dialogs.",
    schema: { type: 'string' },
    example: '028b5322-a0f3-4297-8707-60e443d64a78',
  });

/** The path parameter of a projection. */
export const TakesProjection = (): MethodDecorator =>
  ApiParam({
    name: 'projection',
    description: 'The read model; there is one.',
    schema: { type: 'string', enum: ['calls'] },
  });

/** Those of one of its rebuilds. */
export const TakesRebuild = (): MethodDecorator =>
  applyDecorators(
    TakesProjection(),
    ApiParam({ name: 'id', description: 'Name and generation.', schema: { type: 'string' }, example: 'calls.v2' }),
  );

export const TakesSwitching = (values: readonly string[]): MethodDecorator =>
  ApiBody({
    required: false,
    examples: { manual: { value: { switch: 'manual' } } },
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        switch: {
          type: 'string',
          enum: [...values],
          default: 'auto',
          description: 'Whether it becomes live by itself once it is ready, or waits for a request.',
        },
      },
    },
  });
