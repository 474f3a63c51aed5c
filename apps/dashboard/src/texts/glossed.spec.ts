import { glossed } from './texts.js';

describe('a value of the platform with its gloss', () => {
  it('has its words before it', () => {
    expect(glossed('OUTBOUND', { OUTBOUND: 'outgoing' })).toBe('outgoing (OUTBOUND)');
  });

  it('stands alone where there are no words for it', () => {
    expect(glossed('NETWORK_ERROR', { HANGUP: 'hung up' })).toBe('NETWORK_ERROR');
    expect(glossed('ringing', { ringing: 'ringing' })).toBe('ringing');
    expect(glossed('constructor', {})).toBe('constructor');
  });
});
