import type { CallFilter } from '#domain';
import { Problem, type BadField } from '#server';
import { LIST_QUERY } from '../pages.js';
import { FILTER_PARAMETERS } from '#parameters';
import { routeQuery } from './readQuery.js';

const read = (query: string): Record<string, unknown> => ({ ...LIST_QUERY.read(query) });

const refusalOf = (query: string): { status: number; errors: readonly BadField[] } => {
  try {
    LIST_QUERY.read(query);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { status: error.status, errors: error.errors ?? [] };
  }
  throw new Error(`${query} was not refused`);
};
const messageFor = (query: string): string => {
  const { status, errors } = refusalOf(query);
  expect(status).toBe(400);
  expect(errors).toHaveLength(1);
  return `${errors[0]!.field}: ${errors[0]!.message}`;
};

describe('the query of a list', () => {
  it('gives only what was asked for', () => {
    expect(read('')).toEqual({});
    expect(read('&&&')).toEqual({});
  });

  it('gives repeated parameters as several values, each once', () => {
    expect(read('campaign=a&outcome=conversation&campaign=b&campaign=a&outcome=abandoned')).toEqual({
      campaign: ['a', 'b'],
      outcome: ['conversation', 'abandoned'],
    });
  });

  it('gives numbers, flags and moments as such', () => {
    expect(read('minTalkSeconds=0&final=false&limit=500&from=2024-05-01&sort=startedAt&attribution=end')).toEqual({
      minTalkSeconds: 0,
      final: false,
      limit: 500,
      from: new Date('2024-05-01T00:00:00Z'),
      sort: 'startedAt',
      attribution: 'end',
    });
  });

  it('takes any text for what the platform names', () => {
    const values = ['\u{1F600}', '__proto__', '+48600100200', 'x'.repeat(3000)];
    for (const value of values)
      expect(read(`closeCause=${encodeURIComponent(value)}`)).toEqual({ closeCause: [value] });
    expect(read('campaign=%ff%fe')).toEqual({ campaign: ['\ufffd\ufffd'] });
    expect(read('contactNumber=+48600100200')).toEqual({ contactNumber: ['+48600100200'] });
    expect(read('contactNumber=%2B48600100200')).toEqual({ contactNumber: ['+48600100200'] });
    expect(read('campaign=+48')).toEqual({ campaign: [' 48'] });
    expect(read('campaign=c%00x')).toEqual({ campaign: [String.raw`c\u0000x`] });
  });

  it.each([
    ['agent', 'consultant'],
    ['page', 'cursor'],
    ['phone', 'contactNumber'],
    ['per_page', 'limit'],
    ['hangup', 'hangupSide'],
    ['talkSeconds', 'maxTalkSeconds'],
    ['username', 'consultant'],
    ['date', 'from'],
  ])('refuses %s, a usual other word, and says that it is called %s here', (name, called) => {
    expect(messageFor(`${name}=x`)).toBe(`${name}: unknown parameter "${name}"; here it is called "${called}"`);
  });

  it.each(['nothingLikeIt', 'x', 'zażółć'])('refuses %s without naming one that is not meant', (name) => {
    expect(messageFor(`${encodeURIComponent(name)}=x`)).toBe(`${name}: unknown parameter "${name}"`);
  });

  it.each([
    ['campaing', 'campaign'],
    ['outcom', 'outcome'],
    ['recordid', 'recordId'],
    ['RECORDID', 'recordId'],
    ['hangup_side', 'hangupSide'],
    ['consultnt', 'consultant'],
    ['from[]', 'from'],
    ['campaign[0]', 'campaign'],
    ['FROM', 'from'],
  ])('refuses %s and names %s as the nearest', (name, nearest) => {
    expect(messageFor(`${encodeURIComponent(name)}=x`)).toBe(
      `${name}: unknown parameter "${name}"; the nearest known one is "${nearest}"`,
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'metrics', 'groupBy', ''])(
    'refuses "%s" as any unknown parameter',
    (name) => {
      expect(messageFor(`${name}=x`)).toBe(`${name}: unknown parameter "${name}"`);
    },
  );

  it('says so where a route takes no parameters at all', () => {
    expect(() => routeQuery([]).read('x=1')).toThrow();
    expect(routeQuery([]).read('')).toEqual({});
  });

  it.each(['0', '501', '-1', '1000', '1.5', 'abc', '99999999999999999999', '', '1e2', ' 5', '0x10'])(
    'refuses limit=%s instead of cutting it to size',
    (value) => {
      expect(messageFor(`limit=${encodeURIComponent(value)}`)).toBe(
        `limit: must be a whole number from 1 to 500; got ${JSON.stringify(value)}`,
      );
    },
  );

  it.each([
    ['from=garbage', 'from: must be a date'],
    ['to=2024-13-45', 'to: must be a date'],
    ['from=', 'from: must be a date'],
    ['sort=talkSeconds', 'sort: must be one of -startedAt, startedAt; got "talkSeconds"'],
    ['cursor=garbage', 'cursor: must be the nextCursor of an earlier answer'],
    ['attribution=middle', 'attribution: must be one of start, end'],
    ['attribution=clipped', 'attribution: must be one of start, end'],
    ['minTalkSeconds=many', 'minTalkSeconds: must be a whole number'],
    ['minTalkSeconds=-1', 'minTalkSeconds: must be a whole number'],
    ['maxTalkSeconds=99999999999999999999', 'maxTalkSeconds: must be a whole number'],
    ['final=perhaps', 'final: must be true or false'],
    ['final=TRUE', 'final: must be true or false'],
    ['outcome=unheard', 'outcome: must be one of conversation,'],
    ['outcome=conversation&outcome=unheard', 'outcome: must be one of'],
    ['kind=Campaign', 'kind: must be one of campaign,'],
    ['status=closed', 'status: must be one of open, ended, stale'],
    ['hangupSide=client', 'hangupSide: must be one of'],
    ['hangupCertainty=sure', 'hangupCertainty: must be one of'],
    ['quality=good', 'quality: must be one of'],
    ['campaign=', 'campaign: must be a text that is not empty'],
    ['limit=5&limit=6', 'limit: may be given only once'],
    ['limit=5&limit=5', 'limit: may be given only once'],
    ['from=2024-01-01&from=2024-01-02', 'from: may be given only once'],
  ])('refuses %s', (query, message) => expect(messageFor(query)).toContain(message));

  it('reads none as null, beside other values and alone', () => {
    const query = 'campaign=none&campaign=5f46&attempt=2&attempt=none&outcome=none&hangupCertainty=none';
    expect(LIST_QUERY.read(query)).toEqual({
      campaign: ['5f46', null],
      attempt: [2, null],
      outcome: [null],
      hangupCertainty: ['none'],
    });
    expect(LIST_QUERY.read('recordId=none&source=none')).toEqual({ recordId: ['none'], source: ['none'] });
  });

  it.each([
    ['attempt=0', 'attempt: must be a whole number from 1 to 1000000, or none'],
    ['attempt=none&attempt=first', 'attempt: must be a whole number'],
    ['outcome=none&outcome=unheard', 'outcome: must be one of conversation,'],
    ['kind=none', 'kind: must be one of campaign,'],
    ['hourOfDay=24', 'hourOfDay: must be a whole number from 0 to 23'],
    ['weekday=0', 'weekday: must be a whole number from 1 to 7'],
    ['timezone=Mars/Phobos', 'timezone: must be the IANA name of a time zone'],
  ])('refuses %s', (query, message) => expect(messageFor(query)).toContain(message));

  it('reads a date without a time as midnight in the time zone, wherever that stands in the query', () => {
    for (const query of ['from=2026-11-16&timezone=Europe/Warsaw', 'timezone=Europe/Warsaw&from=2026-11-16'])
      expect(LIST_QUERY.read(query).from).toEqual(new Date('2026-11-15T23:00:00Z'));
  });

  it('names all that is wrong at once', () => {
    const { errors } = refusalOf('from=garbage&minTalkSeconds=many&campaing=x&final=perhaps&limit=1&limit=2');
    expect(errors.map(({ field }) => field).sort()).toEqual(['campaing', 'final', 'from', 'limit', 'minTalkSeconds']);
  });

  it('shows no more than the beginning of a long bad value', () => {
    expect(messageFor(`from=${'x'.repeat(3000)}`).length).toBeLessThan(300);
  });

  it('knows every condition a filter can hold', () => {
    type Missing = Exclude<keyof CallFilter, 'clock' | (typeof FILTER_PARAMETERS)[number]['name']>;
    // a compile error here names the condition of CallFilter that has no parameter
    const missing: [Missing] extends [never] ? [] : Missing = [];
    expect(missing).toEqual([]);
  });
});
