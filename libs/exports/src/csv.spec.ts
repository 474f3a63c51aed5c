import { csvHead, csvLine } from './csv.js';

describe('a line of CSV', () => {
  it('quotes what holds a comma, a quote or a line break, and ends in CRLF', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', 'h;i'], 'plain')).toBe('a,"b,c","d""e","f\ng",h;i\r\n');
  });
  it('leaves a cell empty where nothing is known, and writes 0 and false', () => {
    expect(csvLine([null, 0, false, ''], 'plain')).toBe(',0,false,\r\n');
  });
  it('joins a list by bars, with nothing for what is not known', () => {
    expect(csvLine([['HANGUP', null, 'LEFT'], [null], []], 'plain')).toBe('HANGUP||LEFT,,\r\n');
  });
  it('changes no text for programs', () => {
    expect(csvLine(['=1+1', '+48600100200', '-', '@x', '\tx'], 'plain')).toBe('=1+1,+48600100200,-,@x,\tx\r\n');
  });
});

describe('a line for a Polish spreadsheet', () => {
  it('has semicolons, a decimal comma and, in the first one, a byte order mark', () => {
    expect(csvHead(['id', 'name'], 'excel-pl')).toBe('\uFEFFid;name\r\n');
    expect(csvLine(['a,b', 'c;d', 1.5, -2], 'excel-pl')).toBe('a,b;"c;d";1,5;-2\r\n');
  });
  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1+cmd', `'+1+cmd`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `'\t=1`],
    ['\r=1', `"'\r=1"`],
    ['+', `'+`],
    ['+48 600 100 200', `'+48 600 100 200`],
  ])('puts an apostrophe in front of %j, which it would run', (text, cell) => {
    expect(csvLine([text], 'excel-pl')).toBe(`${cell}\r\n`);
  });
  it.each(['+48600100200', '48600100200', '***200', 'a=b', "it's"])('leaves %j as it is', (text) => {
    expect(csvLine([text], 'excel-pl')).toBe(`${text}\r\n`);
  });
  it('puts one in front of a list, too', () => {
    expect(csvLine([['=1', 'HANGUP']], 'excel-pl')).toBe(`'=1|HANGUP\r\n`);
  });
});
