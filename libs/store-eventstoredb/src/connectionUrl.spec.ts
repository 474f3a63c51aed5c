import { toConnectionString } from './connectionUrl.js';

describe("the event log's URL", () => {
  it.each([
    ['esdb://127.0.0.1:2113?tls=false', 'kurrentdb://127.0.0.1:2113?tls=false'],
    ['esdb+discover://cluster.example:2113', 'kurrentdb+discover://cluster.example:2113'],
    ['kurrentdb://user:secret@a:1,b:2,c:3?tlsCAFile=/ca.pem', 'kurrentdb://user:secret@a:1,b:2,c:3?tlsCAFile=/ca.pem'],
  ])('takes %s', (url, taken) => {
    expect(toConnectionString(url)).toBe(taken);
  });

  it.each([
    ['no scheme', 'user:secret@host:2113'],
    ['another scheme', 'http://user:secret@host:2113'],
    ['no host', 'esdb://'],
    ['two queries', 'esdb://user:secret@host?tls=true?tls=false'],
    ['an option without a value', 'esdb://user:secret@host?tls'],
    ['an unknown option', 'esdb://user:secret@host?colour=red'],
    ['followers', 'esdb://user:secret@host?nodePreference=follower'],
    ['silent append failures', 'esdb://user:secret@host?throw-on-append-failure=false'],
  ])('refuses %s, and does not repeat the password', (_, url) => {
    expect(() => toConnectionString(url)).toThrow(/^the event log's URL (?!.*secret)/);
  });
});
