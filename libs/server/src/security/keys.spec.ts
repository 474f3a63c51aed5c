import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { ApiKeys, parseApiKeys } from './apiKeys.js';
import { EXAMPLE_SECRETS, parseWebhookSources, WebhookSources } from './webhookSources.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('was taken');
};

describe('the file of webhook sources', () => {
  const parsed = parseWebhookSources(
    JSON.stringify([
      { name: 'main', header: 'appHash', secret: 'secret one' },
      { name: 'other', header: 'X-Key', secret: ['secret-2', 'secret-3'] },
    ]),
  );
  const sources = new WebhookSources(() => parsed);

  it('says who may deliver', () => {
    expect(sources.check('main', { apphash: 'secret one' })).toBe('known');
    expect(sources.check('other', { 'x-key': 'secret-2' })).toBe('known');
    expect(sources.check('other', { 'x-key': 'secret-3' })).toBe('known');
  });

  it('says who may not', () => {
    expect(sources.check('main', {})).toBe('wrong secret');
    expect(sources.check('main', { apphash: '' })).toBe('wrong secret');
    expect(sources.check('main', { apphash: 'secret-2' })).toBe('wrong secret');
    expect(sources.check('third', { apphash: 'secret one' })).toBe('unknown');
    expect(sources.check('__proto__', {})).toBe('unknown');
  });

  it('is not needed on the loopback: then any well-formed name may deliver', () => {
    const open = new WebhookSources(() => null);
    expect(open.check('anything-1', {})).toBe('known');
    expect(open.check('Any', {})).toBe('unknown');
    expect(open.check('', {})).toBe('unknown');
  });

  it('is refused with everything that is wrong with it, and none of its secrets', () => {
    const text = JSON.stringify([
      { name: 'Main', header: 'a b', secret: 's3cret' },
      { name: 'x', header: 'h', secret: ['s3cret', 5] },
      { name: 'x', header: 'h', secret: 's3cret' },
    ]);
    const message = messageOf(() => parseWebhookSources(text));
    expect(message).toContain('entry 1: name takes');
    expect(message).toContain('entry 1: header takes');
    expect(message).toContain('entry 2: secret takes');
    expect(message).toContain('entry 3: name takes a name no other entry has');
    expect(message).not.toContain('s3cret');
  });

  it.each(['seven77', 'zażółć gęślą', ' leading-blank', 'trailing-blank ', 'line\nfeed', ...EXAMPLE_SECRETS])(
    'is refused for the secret %j, and does not repeat it',
    (secret) => {
      const message = messageOf(() => parseWebhookSources(JSON.stringify([{ name: 'x', header: 'h', secret }])));
      expect(message).toContain('entry 1: secret takes');
      expect(message).not.toContain(secret);
    },
  );

  it('may begin with a byte order mark', () => {
    const text = JSON.stringify([{ name: 'x', header: 'h', secret: 'a good secret' }]);
    expect(parseWebhookSources(`\ufeff${text}`).size).toBe(1);
  });

  it('cannot be one of the files that the guides show', () => {
    const guides = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
      name.endsWith('.md'),
    );
    const shown = guides.flatMap((name) => [
      ...readFileSync(name, 'utf8').matchAll(/"secret": *(\[[^\]]*\]|"[^"]*")/g),
    ]);
    expect(shown.length).toBeGreaterThan(0);
    for (const [, json] of shown) {
      const text = `[{"name":"main","header":"appHash","secret":${json}}]`;
      expect(messageOf(() => parseWebhookSources(text))).toContain('entry 1: secret takes');
    }
  });

  it.each(['{"secret":"s3cret"', '{}', '[]', '[null]', '["s3cret"]'])('is refused when it is %s', (text) => {
    expect(messageOf(() => parseWebhookSources(text))).not.toContain('s3cret');
  });
});

describe('the file of API keys', () => {
  const text = JSON.stringify([
    { name: 'ann', sha256: sha256('key-a'), role: 'analyst', projects: [1, 'two'], sources: ['main'] },
    { name: 'adam', sha256: sha256('key-b').toUpperCase(), role: 'admin' },
  ]);
  const parsed = parseApiKeys(text);
  const keys = new ApiKeys(() => parsed);

  it('says who asks, and what they may see', () => {
    expect(keys.viewerOf('Bearer key-a')).toEqual({
      name: 'ann',
      role: 'analyst',
      projects: [1, 'two'],
      sources: ['main'],
    });
    expect(keys.viewerOf('bearer key-b')).toEqual({ name: 'adam', role: 'admin' });
  });

  it.each([undefined, '', 'Bearer', 'Bearer key-c', 'key-a', 'Basic key-a', `Bearer ${sha256('key-a')}`])(
    'knows nobody by %j',
    (authorization) => expect(keys.viewerOf(authorization)).toBeNull(),
  );

  it('is not needed on the loopback: then everybody is an admin', () => {
    expect(new ApiKeys(() => null).viewerOf(undefined)).toEqual({ name: 'anybody', role: 'admin' });
  });

  it('names projects as calls have them: U+0000 as its escape', () => {
    const limited = parseApiKeys(
      JSON.stringify([{ name: 'ann', sha256: sha256('key-a'), role: 'analyst', projects: ['p\u00001'] }]),
    );
    expect(new ApiKeys(() => limited).viewerOf('Bearer key-a')?.projects).toEqual([String.raw`p\u00001`]);
  });

  it('is refused with everything that is wrong with it', () => {
    const wrong = JSON.stringify([{ name: '', sha256: 'key', role: 'root', projects: 'all', sources: [] }]);
    const message = messageOf(() => parseApiKeys(wrong));
    for (const field of ['name', 'sha256', 'role', 'projects', 'sources']) expect(message).toContain(`${field} takes`);
  });
});
