import { summaryOf } from './showImport.js';

const progress = {
  skipped: 0,
  read: 3,
  appended: 2,
  repeated: 1,
  refused: 0,
  refusedLines: [],
  bytesRead: 9,
  linesDone: 3,
};

it('calls the count of repeats a lower bound over a log that does not recognise every one', () => {
  const counts = '3 read, 2 appended, 1 repeated, 0 refused';
  expect(summaryOf(progress, true)).toBe(counts);
  const [first, last] = summaryOf(progress, false).split('\n');
  expect(first).toBe(counts);
  expect(last).toContain('repeated is a lower bound');
});
