import { pageOf } from './pageOf.js';

describe('the page for an address of the API', () => {
  it.each([
    [
      '/v1/calls?from=2026-11-26T23%3A00%3A00Z&quality=bad_time&source=main',
      '/calls?from=2026-11-26T23%3A00%3A00Z&quality=bad_time&source=main&tz=UTC',
    ],
    ['/v1/calls?quality=bad_time', '/calls?quality=bad_time&range=all&tz=UTC'],
    ['/v1/legs?quality=unlinked&sort=startedAt', '/calls?quality=unlinked&range=all&tz=UTC'],
    ['/v1/calls/66dfe0f0-89f6-476f-af30-bde3c8536ba8', '/calls/66dfe0f0-89f6-476f-af30-bde3c8536ba8?tz=UTC'],
  ])('%s is %s', (href, page) => expect(pageOf(href, ['UTC'])).toBe(page));
});
