import type { Check } from './check.js';
import { clock } from './checks/clock.js';
import { disk } from './checks/disk.js';
import { files } from './checks/files.js';
import { indexes } from './checks/indexes.js';
import { lag } from './checks/lag.js';
import { leases } from './checks/leases.js';
import { poisonedStreams } from './checks/poisonedStreams.js';
import { rebuilds } from './checks/rebuilds.js';
import { service } from './checks/service.js';
import { settings } from './checks/settings.js';
import { eventLog, readModels } from './checks/stores.js';

/** In the order in which they are shown. */
export const CHECKS: readonly Check[] = [
  settings,
  files,
  eventLog,
  readModels,
  indexes,
  disk,
  clock,
  service,
  leases,
  lag,
  poisonedStreams,
  rebuilds,
];
