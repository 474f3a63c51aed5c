import type { Texts } from '../en/index.js';
import { call } from './call.js';
import { calls } from './calls.js';
import { exports } from './exports.js';
import { frame } from './frame.js';
import { live } from './live.js';
import { quality } from './quality.js';
import { rebuilds } from './rebuilds.js';
import { records } from './records.js';
import { statistics } from './statistics.js';
import { values } from './values.js';

export const pl: Texts = { frame, values, calls, call, records, live, statistics, quality, rebuilds, exports };
