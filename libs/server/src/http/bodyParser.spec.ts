import { isJsonType } from './bodyParser.js';

it.each(['application/json', 'application/json;charset=utf-8', 'APPLICATION/JSON ; x=y', 'application/vnd.api+json'])(
  '%s is JSON',
  (type) => expect(isJsonType(type)).toBe(true),
);
it.each([
  undefined,
  '',
  'text/json',
  'application/jsonp',
  'application/json-seq',
  'text/plain; a=application/json',
  '+json',
])('%s is not JSON', (type) => expect(isJsonType(type)).toBe(false));
