import { openLogger } from './logger.js';

const linesOf = (log: (logger: ReturnType<typeof openLogger>) => void): string => {
  let lines = '';
  log(openLogger('test', { logLevel: 'info', logFormat: 'json' }, { write: (line) => (lines += line) }));
  return lines;
};

describe('the log', () => {
  it('is one JSON object a line, with level, time and process', () => {
    const line = JSON.parse(linesOf((logger) => logger.info({ events: 3 }, 'done'))) as { time: string };
    expect(line).toMatchObject({ level: 'info', process: 'test', events: 3, msg: 'done' });
    expect(line.time).toMatch(/^\d{4}-\d{2}-\d{2}T.*Z$/);
  });

  it('has no credentials of store addresses, wherever they come from', () => {
    const error = new Error('cannot reach mongodb://user:s3cret@host');
    const lines = linesOf((logger) => {
      logger.error({ err: error }, error.message);
      logger.warn({ reason: error.message, address: 'esdb://admin:s3cret@host' });
    });
    expect(lines).toContain('mongodb://***@host');
    expect(lines).not.toContain('s3cret');
  });

  it('has of an error its type, message, code and stack, and nothing a driver hangs on it', () => {
    const error = Object.assign(new TypeError('no'), { code: 'E_NO', document: { number: '48600100200' } });
    const line = JSON.parse(linesOf((logger) => logger.error({ err: error }))) as { err: object };
    expect(line.err).toEqual({ type: 'TypeError', message: 'no', code: 'E_NO', stack: error.stack });
  });
});
