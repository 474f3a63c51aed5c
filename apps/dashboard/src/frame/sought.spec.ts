import { readSought } from './sought.js';

describe('the search field', () => {
  it.each([
    [' 028B5322-a0f3-4297-8707-60e443d64a78 ', { kind: 'call', id: '028b5322-a0f3-4297-8707-60e443d64a78' }],
    ['5f46504480f35766ae0e449e', { kind: 'record', id: '5f46504480f35766ae0e449e' }],
    ['+48 600 100-200', { kind: 'number', number: '48600100200' }],
    ['123456789012345678901234', { kind: 'record', id: '123456789012345678901234' }],
    ['Kowalski', { kind: 'name', name: 'Kowalski' }],
    ['  ', null],
  ])('takes "%s" for %j', (text, sought) => expect(readSought(text)).toEqual(sought));
});
