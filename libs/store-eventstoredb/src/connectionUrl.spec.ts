import { readAddress } from './connectionUrl.js';

describe("the event log's URL", () => {
  it.each([
    ['esdb://127.0.0.1:2113?tls=false', 'kurrentdb://127.0.0.1:2113?tls=false'],
    ['esdb+discover://cluster.example:2113', 'kurrentdb+discover://cluster.example:2113'],
    ['kurrentdb://user:secret@a:1,b:2,c:3?tlsCAFile=/ca.pem', 'kurrentdb://user:secret@a:1,b:2,c:3?tlsCAFile=/ca.pem'],
  ])('takes %s', (url, taken) => {
    expect(readAddress(url).connectionString).toBe(taken);
  });

  it.each([
    ['names with - or _, or in another case', 'TLS=true&tls-verify_cert=false', 'tls=true&tlsVerifyCert=false'],
    ['values with odd characters', 'connectionName=a@b+c%20d&tls=true', 'connectionName=a%40b%2Bc%20d&tls=true'],
    ['blanks around', ' tls = false ', 'tls=false'],
  ])('writes options so that both halves of the client understand them: %s', (_, query, written) => {
    expect(readAddress(`esdb://host:2113?${query}`).connectionString).toBe(`kurrentdb://host:2113?${written}`);
  });

  it('says why gossipTimeout is refused', () => {
    expect(() => readAddress('esdb://host?gossip-timeout=5')).toThrow(/must not set gossip-timeout: .* milliseconds/);
  });

  it.each([
    ['plain', 'ana:secret', { username: 'ana', password: 'secret' }, 'ana:secret'],
    ['percent-encoded', 'a%40b:%3A%2F%25%C3%B3', { username: 'a@b', password: ':/%ó' }, 'a%40b:%3A%2F%25%C3%B3'],
    ['odd without need', 'ana:a@b:c/#', { username: 'ana', password: 'a@b:c/#' }, 'ana:a%40b%3Ac%2F%23'],
  ])('gives user and password where they are %s', (_, text, credentials, written) => {
    expect(readAddress(`esdb://${text}@host:2113/?tls=true`)).toEqual({
      connectionString: `kurrentdb://${written}@host:2113?tls=true`,
      credentials,
    });
  });

  it('gives no user without TLS: the password would be there for everybody to read', () => {
    expect(readAddress('esdb://ana:secret@host:2113?tls=false')).toEqual({
      connectionString: 'kurrentdb://host:2113?tls=false',
      credentials: null,
    });
  });

  it.each([
    ['no scheme', 'user:secret@host:2113'],
    ['another scheme', 'http://user:secret@host:2113'],
    ['no host', 'esdb://'],
    ['no host after the user', 'esdb://user:secret@'],
    ['no password', 'esdb://secret@host'],
    ['an empty password', 'esdb://secret:@host'],
    ['a password with a bare %', 'esdb://user:secret%@host'],
    ['two queries', 'esdb://user:secret@host?tls=true?tls=false'],
    ['an option without a value', 'esdb://user:secret@host?tls'],
    ['an option twice', 'esdb://user:secret@host?tls=true&TLS=false'],
    ['an unknown option', 'esdb://user:secret@host?colour=red'],
    ['followers', 'esdb://user:secret@host?nodePreference=follower'],
    ['silent append failures', 'esdb://user:secret@host?throw-on-append-failure=false'],
  ])('refuses %s, and does not repeat the password', (_, url) => {
    expect(() => readAddress(url)).toThrow(/^(?!.*secret).*the event log's URL/);
  });
});
