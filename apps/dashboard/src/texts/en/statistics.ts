/** Figures over the calls that pass the filters. */
export const statistics = {
  title: 'Statistics',
  theseCalls: 'These calls',
  print: 'Print',
  table: 'Table',
  csv: 'CSV',
  zone: (zone: string) => `Times by the clock of ${zone}.`,
  intervalLabel: 'Step',
  interval: { PT15M: 'Quarter of an hour', PT1H: 'Hour', P1D: 'Day', P1W: 'Week', P1M: 'Month' },
  attributionLabel: 'Calls count',
  attributionMeans: {
    start: 'A call counts where it started.',
    end: 'A call counts where it ended; open calls are left out.',
  },
  compare: 'Compare with the period before',
  comparedWith: (range: string) =>
    `The figures on the cards and the calls over time are compared with ${range}, the same weekdays. The other charts show this period alone: two periods of shares or percentiles in one chart could not be told apart.`,
  callsBefore: 'Calls before',
  before: (value: string) => `before: ${value}`,
  metric: {
    calls: 'Calls',
    conversations: 'Conversations',
    conversationRate: 'Conversation rate',
    abandoned: 'Abandoned',
    ringSeconds: 'Ring',
    talkSeconds: 'Talk',
    concurrency: 'Calls at once',
  },
  percentile: { p50: 'median', p90: '90th percentile', p95: '95th percentile' },
  rate: {
    conversations: (rate: string) => `${rate} of ended calls`,
    abandoned: (rate: string) => `${rate} of calls that had the contact on the line`,
  },
  sureOnly: 'Certain and likely only',
  attempt: (number: string) => `Attempt ${number}`,
  attemptHead: 'Attempt',
  noAttempts: 'None of these calls belongs to a campaign.',
  noConcurrency: 'Not counted while calls are filtered by weekday or hour.',
  groupColumn: {
    calls: 'Calls',
    rate: 'Conversations',
    talkP50: 'Talk, median',
    talkP90: 'Talk, 90%',
    contactShare: 'Contact hung up',
  },
  trend: 'Over time',
  searchGroups: 'Find a name',
  topOnly: (count: number) => `The ${count} with the most calls.`,
  chart: {
    calls: {
      title: 'Calls and conversation rate',
      definition: 'All calls, and of those that have ended the share in which both sides talked.',
    },
    durations: {
      title: 'How long calls ring and talk',
      definition: 'Half of the calls took no longer than the median. Calls that did not ring or talk are left out.',
    },
    hangup: {
      title: 'Who hung up',
      definition: 'Shares of the calls that have ended, by the side that ended them.',
    },
    hours: {
      title: 'Weekdays and hours',
      definition: 'How many calls on which day and at which hour.',
    },
    groups: {
      title: 'Side by side',
      definition:
        'Conversations and calls that the contact hung up are shares of ended calls. The line shows calls over time, each on a scale of its own.',
    },
    attempts: {
      title: 'Conversation rate by attempt',
      definition: 'Of the ended calls of a campaign, by the number of the attempt within their record.',
    },
    concurrency: {
      title: 'Calls at once',
      definition: 'How many calls there were at the same time, on average over each step.',
    },
  },
};
