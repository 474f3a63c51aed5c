import { readStoredId, storedId } from '#ports';

describe('an id as a UTF-8 store keeps it', () => {
  it('is itself where UTF-8 can hold it', () => {
    for (const id of ['2f6e', 'wąż', '😀', '']) expect(storedId(id)).toBe(id);
  });

  it.each(['\ud800', '\ud801', 'a\udc00b', 'json:"x"'])(
    'is another one for each other id, and is read back: %j',
    (id) => {
      const stored = storedId(id);
      expect(Buffer.from(stored).toString()).toBe(stored);
      expect(readStoredId(stored)).toBe(id);
      expect(stored).not.toBe(storedId(`${id}x`));
    },
  );
});
