import { DocumentRefused } from '#ports';
import { openDatabase } from './driver.js';
import { writingDocuments } from './sqliteErrors.js';

const errorWith = (errcode: number): Error => Object.assign(new Error('as SQLite says it'), { errcode });

const outcomeOf = (error: Error): unknown => {
  try {
    return writingDocuments(() => {
      throw error;
    });
  } catch (thrown) {
    return thrown;
  }
};

describe('an error of a write', () => {
  it.each([
    [18, 'TOOBIG'],
    [19 | (8 << 8), 'CONSTRAINT'],
    [20, 'MISMATCH'],
  ])('of code %i refuses the documents', (code, name) => {
    const error = outcomeOf(errorWith(code)) as Error;
    expect(error).toBeInstanceOf(DocumentRefused);
    expect(error.message).toBe(`SQLite: as SQLite says it (SQLITE_${name})`);
  });

  it.each([1, 5, 10, 13])('of code %i says nothing of the documents', (code) => {
    const error = errorWith(code);
    expect(outcomeOf(error)).toBe(error);
  });

  it('is told by a real constraint', async () => {
    const db = await openDatabase(':memory:', {
      cacheMegabytes: 1,
      pageBytes: 4096,
      checkpointMegabytes: 1,
      syncedCommits: true,
    });
    db.exec('CREATE TABLE texts (text TEXT NOT NULL)');
    const add = db.prepare('INSERT INTO texts (text) VALUES (?)');
    expect(() => writingDocuments(() => add.run(null))).toThrow(DocumentRefused);
    db.close();
  });
});
