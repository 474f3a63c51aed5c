import fc from 'fast-check';
import { anyBatches, describeRun, propertyRun } from '../../../../test/support/arbitraries.js';
import { anyCalls, anyQuery } from '../../../../test/support/statistics/anyStatistics.js';
import { naiveStatistics } from '../../../../test/support/statistics/naiveStatistics.js';
import { plainAnswer } from '../../../../test/support/statistics/plainAnswer.js';
import { columnsOf } from './columns.js';
import { Statistics } from './statistics.js';

it(`statistics over columns are those of the plainest way over whole calls, ${describeRun()}`, () => {
  const anyPortions = anyCalls(24).chain((calls) => fc.tuple(fc.constant(calls), anyBatches(calls)));
  const property = fc.property(anyPortions, anyQuery(), ([calls, portions], query) => {
    const statistics = new Statistics(query);
    for (const portion of portions) statistics.add(columnsOf(portion));
    expect(plainAnswer(statistics.answer(), query)).toEqual(naiveStatistics(calls, query));
  });
  fc.assert(property, propertyRun);
});
