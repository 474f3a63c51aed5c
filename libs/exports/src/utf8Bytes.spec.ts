import { Utf8Bytes } from './utf8Bytes.js';

describe('texts collected as UTF-8', () => {
  it('come one behind the other, however many there are, and each once', () => {
    const bytes = new Utf8Bytes();
    const texts = Array.from({ length: 1_000 }, (_, place) => `${place} Paweł 😀 ${'€'.repeat(place)}`);
    for (const text of texts) bytes.add(text);
    expect(Buffer.from(bytes.take()).toString()).toBe(texts.join(''));
    bytes.add('next');
    const taken = bytes.take();
    bytes.add('another');
    expect(Buffer.from(taken).toString()).toBe('next');
  });

  it('are no bytes where there are no texts', () => {
    expect(new Utf8Bytes().take()).toHaveLength(0);
  });
});
