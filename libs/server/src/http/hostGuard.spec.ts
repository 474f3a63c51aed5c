import { foreignRequest } from './hostGuard.js';
import { isLoopback } from './loopback.js';

const reason = (headers: Record<string, string>, listening = '127.0.0.1') =>
  foreignRequest(listening)({ headers, httpVersion: '1.1' });

describe('a process that is open to its own machine', () => {
  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1:80', '[::1]:3000', '[::1]'])('answers to the host %s', (host) => {
    expect(reason({ host })).toBeNull();
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1:3000',
    '',
    'localhost:x',
    'a@localhost',
  ])('does not answer to the host %j', (host) => expect(reason({ host })).toContain('Host'));

  it('does not answer where no host is named', () => expect(reason({})).toContain('Host'));

  it('answers to the address it listens on', () => {
    expect(reason({ host: '127.0.0.5:3000' }, '127.0.0.5')).toBeNull();
    expect(reason({ host: '127.0.0.5:3000' }, '127.0.0.1')).not.toBeNull();
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'])(
    'does not answer to a request with %s',
    (header) => expect(reason({ host: 'localhost', [header]: 'x' })).toContain(header),
  );

  it('does not answer in HTTP/1.0, which nginx speaks to what it stands before while it adds no header', () => {
    expect(foreignRequest('127.0.0.1')({ headers: { host: '127.0.0.1:3000' }, httpVersion: '1.0' })).toContain('proxy');
  });

  it('does not answer to pages of other sites', () => {
    expect(reason({ host: 'localhost', origin: 'http://localhost:3000' })).toBeNull();
    expect(reason({ host: 'localhost', origin: 'https://evil.example' })).toContain('Origin');
    expect(reason({ host: 'localhost', origin: 'null' })).toContain('Origin');
  });
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.2', false],
  ['127.0.0.1.evil.example', false],
  ['example.com', false],
])('only this machine reaches %s: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
