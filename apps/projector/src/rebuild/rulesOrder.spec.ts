import { isNewer } from './rulesOrder.js';

test.each([
  ['2', '1', true],
  ['10', '9', true],
  ['9', '10', false],
  ['1', '1', false],
  ['2-trial', '2', true],
  ['2', '2-trial', false],
  ['2.10', '2.9', true],
])('rules %s beside calls of rules %s: newer is %s', (version, than, newer) => {
  expect(isNewer(version, than)).toBe(newer);
});
