import fc from 'fast-check';
import { describeRun, propertyRun } from '../../../test/support/arbitraries.js';
import { given } from '../../../test/support/given.js';
import { voiceCampaignManual } from '../../../test/support/seed.js';
import { callInZone, localTime } from './localTimes.js';
import { presentCall } from './presentCall.js';
import { Zone } from './statistics/zone.js';

describe('a time as the clocks of a zone show it', () => {
  it.each([
    ['2020-08-26T12:59:36Z', 'Europe/Warsaw', '2020-08-26T14:59:36+02:00'],
    ['2020-12-31T23:30:00Z', 'Europe/Warsaw', '2021-01-01T00:30:00+01:00'],
    ['2020-10-25T00:30:00Z', 'Europe/Warsaw', '2020-10-25T02:30:00+02:00'],
    ['2020-10-25T01:30:00Z', 'Europe/Warsaw', '2020-10-25T02:30:00+01:00'],
    ['2020-08-26T12:59:36.250Z', 'Asia/Kathmandu', '2020-08-26T18:44:36.250+05:45'],
    ['2020-08-26T01:00:00Z', 'America/St_Johns', '2020-08-25T22:30:00-02:30'],
    ['2020-08-26T12:59:36Z', 'UTC', '2020-08-26T12:59:36+00:00'],
    ['1971-06-01T00:00:00Z', 'Africa/Monrovia', '1971-05-31T23:16:00-00:44'],
  ])('%s in %s is %s', (time, zone, local) => {
    expect(localTime(time, new Zone(zone))).toBe(local);
    expect(Date.parse(localTime(time, new Zone(zone)))).toBe(Date.parse(time));
  });

  it(`is the same moment in every zone, ${describeRun()}`, () => {
    const anyTime = fc.date({ min: new Date('1971-01-01'), max: new Date('2045-01-01'), noInvalidDate: true });
    const property = fc.property(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), anyTime, (zone, time) => {
      const local = localTime(time.toISOString(), new Zone(zone));
      expect(Date.parse(local)).toBe(time.getTime());
    });
    fc.assert(property, propertyRun);
  });

  it('is given to every time of a call and of its legs, and to nothing else', () => {
    given(voiceCampaignManual()).then((view) => {
      const stored = { ...view, revision: { stream: 'campaignRecord-1', number: 8 } };
      const call = presentCall(stored, { now: Date.now(), graceSeconds: 300, staleSeconds: 14_400 });
      const text = JSON.stringify(callInZone(call, new Zone('Europe/Warsaw')));
      expect(text).toContain('"startedAt":"2020-08-26T14:59:36+02:00"');
      expect(text).not.toMatch(/\d\d:\d\d(\.\d+)?Z"/);
      const backInUtc = text.replaceAll(/"([^"]*)\+02:00"/g, (_, local: string) => {
        const moment = new Date(`${local}+02:00`).toISOString();
        return `"${local.includes('.') ? moment : moment.replace('.000Z', 'Z')}"`;
      });
      expect(JSON.parse(backInUtc)).toEqual(call);
    });
  });
});
