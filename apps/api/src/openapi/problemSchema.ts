import { listOf, objectOf, text, type Schema } from './schema.js';

export const PROBLEM_SCHEMAS = {
  BadField: objectOf({
    field: text('The parameter, or the place in the body.'),
    message: text('What is wrong with it, and what it takes.'),
  }),
  Problem: {
    type: 'object',
    description: 'RFC 9457.',
    required: ['type', 'title', 'status'],
    properties: {
      type: { ...text('Kind of problem.'), format: 'uri-reference' },
      title: text('The same for every problem of this kind.'),
      status: { type: 'integer', description: 'The HTTP status.' },
      detail: text('What happened here.'),
      requestId: text('Of what went wrong here (5xx): how the log names the request.'),
      errors: listOf({ $ref: '#/components/schemas/BadField' }, 'Each bad field.'),
    },
  },
} satisfies Record<string, Schema>;
