import { callsAddress } from './callsAddress.js';

describe('the address of the calls behind a figure', () => {
  it('keeps filters and zone, and says the range that the page leaves out', () => {
    const query = { campaign: ['7'], compare: ['previous'], interval: ['P1D'], tz: ['Europe/Warsaw'] };
    expect(callsAddress(query, 'last30Days')).toBe('/calls?campaign=7&range=last30Days&tz=Europe%2FWarsaw');
  });

  it('narrows a filter that is set already', () => {
    expect(callsAddress({ campaign: ['7', '8'], range: ['all'] }, 'today', { campaign: ['8'] })).toBe(
      '/calls?campaign=8&range=all',
    );
  });

  it('has the range of a bucket instead of the page’s', () => {
    const bucket = { from: ['2026-11-01'], to: ['2026-11-02'] };
    expect(callsAddress({ range: ['thisMonth'] }, 'today', bucket)).toBe('/calls?from=2026-11-01&to=2026-11-02');
    expect(callsAddress({ from: ['2026-10-01'] }, 'today', bucket)).toBe('/calls?from=2026-11-01&to=2026-11-02');
  });
});
