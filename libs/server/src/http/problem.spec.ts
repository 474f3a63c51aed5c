import { BadRequestException, NotFoundException } from '@nestjs/common';
import { EventTooLarge, GenerationConflict, StoreUnavailable } from '#ports';
import { Problem, problemBody, toProblem } from './problem.js';

const bodyOf = (error: unknown) => JSON.parse(problemBody(toProblem(error), 'id-1')) as object;

describe('what a sender is told of an error', () => {
  it('of a refusal: what was refused, field by field', () => {
    const errors = [{ field: 'limit', message: 'takes 1 to 500' }];
    expect(bodyOf(new Problem(400, 'limit: takes 1 to 500', { errors }))).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: 'limit: takes 1 to 500',
      errors,
    });
    expect(bodyOf(new BadRequestException({ detail: 'limit', errors }))).toMatchObject({
      status: 400,
      detail: 'limit',
      errors,
    });
  });

  it('of an unknown route: that there is none', () => {
    expect(bodyOf(new NotFoundException('Cannot GET /x'))).toMatchObject({ status: 404, detail: 'Cannot GET /x' });
  });

  it('of a store that is away: to try again, and nothing of the store', () => {
    const problem = toProblem(new StoreUnavailable('mongodb://user:pw@host is away'));
    expect(problem).toMatchObject({ status: 503, retryAfterSeconds: 2 });
    expect(problemBody(problem, 'id-1')).not.toContain('mongodb');
  });

  it('of a generation of the read models that is gone in the middle of a request: to try again', () =>
    expect(toProblem(new GenerationConflict('calls.v1 has been dropped'))).toMatchObject({ status: 503 }));

  it('of an event the log does not take: 413', () => expect(toProblem(new EventTooLarge('x')).status).toBe(413));

  it('of an error of a library that is the sender’s: its status and message', () => {
    const error = Object.assign(new Error('Body too large'), { statusCode: 413 });
    expect(bodyOf(error)).toMatchObject({ status: 413, title: 'Payload Too Large', detail: 'Body too large' });
  });

  it.each([
    new Error('secret table'),
    'secret text',
    undefined,
    Object.assign(new Error('secret'), { statusCode: 500 }),
  ])('of anything else: nothing but where to look', (error) => {
    expect(bodyOf(error)).toMatchObject({ status: 500, requestId: 'id-1' });
    expect(JSON.stringify(bodyOf(error))).not.toContain('secret');
  });
});
