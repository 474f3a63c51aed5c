import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';
import { StoreUnavailable } from '#ports';
import { asPortError } from './mongoErrors.js';

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('an error of the MongoDB driver', () => {
  it.each([
    ['of the network', new MongoNetworkError('connection 3 to 127.0.0.1:1 closed')],
    ['of a server that shuts down', new MongoServerError({ code: 91, message: 'shutting down' })],
    ['of an answer whose rest is gone', new MongoServerError({ code: 43, message: 'cursor id 1 not found' })],
    // seen where both were stopped for longer than a transaction may last
    ['of a transaction that took too long', new MongoServerError({ code: 290, message: 'exceeded its lifetime' })],
    // seen where mongod was killed between two requests
    ['of a socket that has just ended', withCode('This socket has been ended by the other party', 'EPIPE')],
    ['of a socket that was reset', withCode('read ECONNRESET', 'ECONNRESET')],
  ])('%s says that the store is away, and why', (_what, error) => {
    const mapped = asPortError(error);
    expect(mapped).toBeInstanceOf(StoreUnavailable);
    expect((mapped as Error).message).toContain(error.message);
    expect((mapped as Error).cause).toBe(error);
  });

  it('of a socket that has just ended under a bulk write says so too', () => {
    const inner = withCode('This socket has been ended by the other party', 'EPIPE');
    const error = new MongoBulkWriteError(inner, {} as never);
    const mapped = asPortError(error);
    expect(mapped).toBeInstanceOf(StoreUnavailable);
    expect((mapped as Error).cause).toBe(inner);
  });

  it.each([
    ['of a wrong request', new MongoServerError({ code: 2, message: 'bad value' })],
    ['of a file', withCode('no such file', 'ENOENT')],
    ['of this program', new TypeError('x is not a function')],
  ])('%s stays as it is', (_what, error) => {
    expect(asPortError(error)).toBe(error);
  });
});
