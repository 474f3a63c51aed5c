import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem, PROBLEM_TYPE, problemBody } from './problem.js';

/** What Node says of a request that never became one, by its error's code. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(431, 'The head of the request is too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'The request took too long to come whole.'),
};
const UNREADABLE = new Problem(400, 'This is not a request in HTTP/1.1 that can be read.');

/** Answers over the bare connection what has not reached the application, as problem+json, and closes it. */
export const answerBrokenHttp = (error: { readonly code?: string }, socket: Socket): void => {
  if (!socket.writable || error.code === 'ECONNRESET') return;
  const problem = PROBLEMS[error.code ?? ''] ?? UNREADABLE;
  const body = problemBody(problem, '');
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};
