import { apiQuery, filtersIn } from './filters.js';

const setting = { range: 'today', zone: 'Europe/Warsaw', today: '2026-11-29' } as const;

describe('the filters of an address', () => {
  it("become the API's parameters, several values as a list", () => {
    const query = { campaign: ['a', 'b'], minTalkSeconds: ['5'], range: ['lastWeek'], tz: ['Europe/Warsaw'] };
    expect(apiQuery(query, setting)).toEqual({
      campaign: ['a', 'b'],
      minTalkSeconds: '5',
      from: '2026-11-16',
      to: '2026-11-23',
      timezone: 'Europe/Warsaw',
    });
  });

  it('leave out what is no filter', () => {
    expect(filtersIn({ kind: ['inbound'], cursor: ['x'], range: ['all'], contactNumber: ['48'] })).toEqual({
      kind: ['inbound'],
    });
  });

  it("take a contact's number only from outside the address", () => {
    expect(apiQuery({ contactNumber: ['48'] }, setting)).not.toHaveProperty('contactNumber');
    expect(apiQuery({}, { ...setting, contactNumber: '48' })).toHaveProperty('contactNumber', ['48', '+48']);
  });
});
