export type * from './answer.js';
export { INTERVALS, type Interval } from './buckets.js';
export * from './columns.js';
export { renewSegment, SegmentCounter, startsFound, type Segment } from './daySegment.js';
export type { GroupValue } from './groups.js';
export * from './hours.js';
export {
  FIRST_START,
  isClippedMetric,
  LAST_START,
  METRIC_NAMES,
  parseMetric,
  type MeasuredField,
  type Metric,
} from './metrics.js';
export { compareCodePoints } from './order.js';
export * from './query.js';
export { decodeSegments, encodeSegment, SEGMENT_FORMAT } from './segment.js';
export { Statistics } from './statistics.js';
export { isZoneName, Zone, zoneOf } from './zone.js';
