import type { CallsQuery } from '../../url/filters.js';
import { curlLine, exportChoice, exportPath } from './exportFile.js';

const FILTERS: CallsQuery = {
  campaign: ['7', '8'],
  from: '2026-11-01',
  timezone: 'Europe/Warsaw',
  contactNumber: ['48123'],
};

describe('an export', () => {
  it('asks for what the page shows, but never names a contact’s number', () => {
    const choice = exportChoice({ file: ['calls.csv'], dialect: ['excel-pl'], local: ['true'] }, 'en');
    expect(exportPath(choice, FILTERS)).toBe(
      '/v1/export/calls.csv?campaign=7&campaign=8&from=2026-11-01&timezone=Europe%2FWarsaw&dialect=excel-pl&local=true',
    );
  });

  it('leaves out what its kind of file cannot have', () => {
    const choice = exportChoice({ file: ['legs.parquet'], dialect: ['excel-pl'], local: ['true'] }, 'pl');
    expect(choice).toEqual({ file: 'legs.parquet', isForExcel: false, isLocal: false });
  });

  it('is calls as CSV where the address says nothing that there is', () =>
    expect(exportChoice({ file: ['calls.xlsx'] }, 'en').file).toBe('calls.csv'));

  it('is by the clock of the page’s zone unless the address asks for UTC', () => {
    expect(exportChoice({}, 'en').isLocal).toBe(true);
    expect(exportChoice({ local: ['false'] }, 'en').isLocal).toBe(false);
  });

  it('is for Polish Excel in Polish unless the address asks for another dialect', () => {
    expect(exportChoice({}, 'pl').isForExcel).toBe(true);
    expect(exportChoice({ dialect: ['plain'] }, 'pl').isForExcel).toBe(false);
    expect(exportChoice({}, 'en').isForExcel).toBe(false);
    expect(exportChoice({ dialect: ['excel-pl'] }, 'en').isForExcel).toBe(true);
  });

  it('can be fetched in a shell, with a key where keys are configured', () => {
    expect(curlLine('https://x/v1/export/calls.csv?a=b', 'calls.csv', false)).toBe(
      `curl --fail --compressed -H "Authorization: Bearer $API_KEY" -o calls.csv 'https://x/v1/export/calls.csv?a=b'`,
    );
    expect(curlLine("https://x/?a='", 'calls.csv', true)).toBe(
      `curl --fail --compressed -o calls.csv 'https://x/?a=%27'`,
    );
  });
});
