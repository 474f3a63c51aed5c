import { filtersInForce } from './filtersInForce.js';

describe('the filters that are in force', () => {
  it('are none where only the time and the zone are set', () =>
    expect(filtersInForce({ range: ['lastWeek'], tz: ['UTC'], cursor: ['x'] })).toEqual([]));

  it('are all that is set, with their values, the length of talk as one', () =>
    expect(
      filtersInForce(
        {
          maxTalkSeconds: ['10'],
          minTalkSeconds: ['5'],
          campaign: ['a', 'b'],
          hangupSide: ['contact'],
          final: ['true'],
        },
        '48600100200',
      ).map(({ name, values }) => [name, ...values]),
    ).toEqual([
      ['campaign', 'a', 'b'],
      ['hangupSide', 'contact'],
      ['talk', '5', '10'],
      ['final', 'true'],
      ['contactNumber', '48600100200'],
    ]));

  it('are each taken away by itself, back to the first page', () => {
    const [campaign, talk] = filtersInForce({ campaign: ['a'], maxTalkSeconds: ['10'], cursor: ['x'] });
    expect(campaign?.without).toEqual({ campaign: [], cursor: [] });
    expect(talk?.without).toEqual({ minTalkSeconds: [], maxTalkSeconds: [], cursor: [] });
  });
});
