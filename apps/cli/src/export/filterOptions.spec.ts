import { Command } from 'commander';
import { addFilterOptions, askedFilter, filterAt, type FilterOptions } from './filterOptions.js';

const clock = { now: Date.parse('2024-06-01T12:00:00Z'), graceSeconds: 300, staleSeconds: 14_400 };

const filterOf = (...args: string[]) => {
  const command = addFilterOptions(new Command('export').exitOverride());
  return filterAt(askedFilter(command.parse(args, { from: 'user' }).opts<FilterOptions>()), clock);
};

describe('the filters of the API as options', () => {
  it('are read as the API reads its parameters', () => {
    const dates = ['--from', '2024-05-01', '--to', '2024-05-02', '--timezone', 'Europe/Warsaw'];
    const sides = ['--hangup-side', 'contact', 'none', '--min-talk-seconds', '10'];
    expect(filterOf(...dates, ...sides, '--final', 'false', '--contact-number', '+48600100200')).toEqual({
      attribution: 'start',
      clock,
      from: '2024-04-30T22:00:00Z',
      to: '2024-05-01T22:00:00Z',
      timezone: 'Europe/Warsaw',
      hangupSide: ['contact', null],
      minTalkSeconds: 10,
      final: false,
      contactNumber: ['+48600100200'],
    });
  });

  it('ask for nothing where none is given', () => {
    expect(filterOf()).toEqual({ attribution: 'start', clock });
  });

  it('are refused in the words of the API, all that are bad at once', () => {
    expect(() => filterOf('--weekday', '8', '--attribution', 'clipped')).toThrow(
      '--attribution: must be one of start, end; got "clipped"\n--weekday: must be a whole number from 1 to 7; got "8"',
    );
    expect(() => filterOf('--from', '2024-05-02', '--to', '2024-05-01')).toThrow('--to: must not be before from');
  });
});
