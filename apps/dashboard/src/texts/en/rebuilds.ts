import { counted } from '../counted.js';

/** The generations of the read model, and what administrators can have done with them. */
export const rebuilds = {
  title: 'Rebuilds',
  definition:
    'Here administrators have all calls made again from the stored events, and see before anybody else what would change. Looking changes nothing: every button asks first.',
  linker: 'Sorting events into calls',
  state: { building: 'being built', ready: 'ready', live: 'live', kept: 'kept', failed: 'failed' },
  stateMeans: {
    building: 'It reads the log from its beginning. Readers do not see it.',
    ready: 'Compared with the live one. Readers do not see it yet.',
    live: 'Readers see this one.',
    kept: 'It was live before, and can become live again.',
    failed: 'It stopped. Readers do not see it.',
  },
  rules: 'Version of the rules',
  begun: 'Begun',
  wentLive: 'Became live',
  lag: 'Events still to be read',
  rate: 'Last rate',
  partitions: 'Parallel workers',
  noPartitions: 'none has begun',
  poisoned: 'Calls that cannot be updated',
  caughtUp: 'caught up',
  lagUnknown: 'not known',
  waiting: counted('en', { one: 'event waiting', other: 'events waiting' }),
  behind: (span: string) => `${span} behind`,
  perSecond: (events: string) => `${events} events/s`,
  handled: (events: string, of: string) => `${events} of ${of} events`,
  eta: (span: string) => `ready in about ${span}`,
  progress: 'Progress of the build',
  cancel: 'Cancel',
  switching: { auto: 'It becomes live as soon as it is ready.', manual: 'It waits until it is switched to.' },
  action: {
    start: {
      button: 'Rebuild',
      means: (_name: string) =>
        'Readers see the live generation as before. The build keeps the processor busy for a while.',
    },
    switch: {
      button: 'Switch to',
      means: (name: string) =>
        `Readers see ${name} from then on, with the differences that this page shows. Those who follow changes get just these. The present generation is kept.`,
    },
    drop: {
      button: 'Drop',
      means: (name: string) =>
        `Readers see no difference: ${name} is not live. It is deleted, and cannot be gone back to.`,
    },
    resume: {
      button: 'Resume',
      means: (name: string) => `${name} goes on where it stopped. Readers see no difference.`,
    },
    rollBack: {
      button: 'Roll back to',
      means: (name: string) => `Readers see ${name} again, made by its own rules. The present generation is kept.`,
    },
  },
  difference: {
    title: 'What it changed when it was compared',
    none: 'Nothing: every call is the same.',
    before: 'Calls before',
    after: 'Calls after',
    added: 'Added',
    removed: 'Removed',
    changed: 'Changed',
    fields: 'Fields that changed',
    field: 'Field',
    changedIn: 'Changed in',
    sumBefore: 'Sum before',
    sumAfter: 'Sum after',
    movedBy: 'Moved by',
    samples: (calls: string) => `Field by field: ${calls}`,
    isAdded: (id: string) => `${id} is added`,
    isRemoved: 'is removed',
    file: 'All differences (NDJSON)',
  },
};
