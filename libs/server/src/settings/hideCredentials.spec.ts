import { hideCredentials } from './hideCredentials.js';

describe('hideCredentials', () => {
  it.each([
    ['mongodb://user:p%40ss@host:27017/db?replicaSet=r', 'mongodb://***@host:27017/db?replicaSet=r'],
    ['cannot reach esdb+discover://admin:changeit@a,b:2113 now', 'cannot reach esdb+discover://***@a,b:2113 now'],
    ['mongodb://user:p@ss@host', 'mongodb://***@host'],
    ['kurrentdb://host?userKeyPassword=abc&tls=true', 'kurrentdb://host?userKeyPassword=***&tls=true'],
  ])('turns %s into %s', (text, hidden) => expect(hideCredentials(text)).toBe(hidden));

  it.each(['sqlite', 'http://127.0.0.1:3000', '{"url":"http://host","mail":"a@b"}'])('leaves %s as it is', (text) => {
    expect(hideCredentials(text)).toBe(text);
  });
});
