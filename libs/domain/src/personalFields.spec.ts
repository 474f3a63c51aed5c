import { voiceCampaignManual } from '../../../test/support/seed.js';
import type { Leg } from './call.js';
import type { JsonObject, JsonValue } from './json.js';
import { maskCall, maskLeg, maskName, maskNumber, PERSONAL_BODY_PATHS } from './personalFields.js';

const leg = (role: Leg['role']): Leg => ({
  dialogUuid: `dialog-of-${role}`,
  role,
  direction: 'INBOUND',
  state: null,
  closeCause: null,
  createdAt: null,
  ringingAt: null,
  alertingAt: null,
  answeredAt: null,
  talkingAt: null,
  closedAt: null,
  ringSeconds: null,
  waitSeconds: null,
  talkSeconds: null,
  totalSeconds: null,
  holdCount: 0,
  party: { id: 7, username: 'user', name: 'Jan Kowalski', number: '48600100200' },
});

const masked = { id: 7, username: 'user', name: '***', number: '***200' };

describe('masking', () => {
  it('keeps the last three characters of a number and nothing of its length', () => {
    expect(maskNumber('48600100200')).toBe('***200');
    expect(maskNumber('+48600100200')).toBe('***200');
  });
  it('hides a short number whole', () => {
    expect(maskNumber('112')).toBe('***');
    expect(maskNumber('600100')).toBe('***');
    expect(maskNumber('')).toBe('***');
  });
  it('hides names whole and leaves the unknown unknown', () => {
    expect(maskName('Jan Kowalski')).toBe('***');
    expect(maskName(null)).toBeNull();
    expect(maskNumber(null)).toBeNull();
  });
  it('masks the contact and every leg that may be the contact, and leaves consultants as they are', () => {
    const legs = [leg('consultant'), leg('contact'), leg('unknown')];
    const call = maskCall({ id: 'x', contact: { number: '48600100200', name: 'Jan Kowalski' }, legs });
    expect(call.id).toBe('x');
    expect(call.contact).toEqual({ number: '***200', name: '***' });
    expect(call.legs.map((each) => each.party)).toEqual([legs[0]!.party, masked, masked]);
  });
  it('leaves a call without contact without one', () => {
    expect(maskCall({ contact: null, legs: [] })).toEqual({ contact: null, legs: [] });
  });
  it('does not change what it is given', () => {
    const contactLeg = leg('contact');
    maskLeg(contactLeg);
    expect(contactLeg.party.number).toBe('48600100200');
  });
});

const without = (body: JsonObject, paths: readonly string[], prefix = ''): JsonObject =>
  Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => !paths.includes(prefix + key))
      .map(([key, value]): [string, JsonValue] => [
        key,
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? without(value, paths, `${prefix}${key}.`)
          : value,
      ]),
  );

describe('the personal paths of the bodies', () => {
  const flow = voiceCampaignManual();

  it("hold every place of the contact's number in the documented flow", () => {
    const holding = flow.filter((body) => JSON.stringify(body).includes('"48xxxxxxxxx"'));
    expect(holding.length).toBeGreaterThan(0);
    for (const body of flow) expect(JSON.stringify(without(body, PERSONAL_BODY_PATHS))).not.toContain('"48xxxxxxxxx"');
  });
});

describe('the whole list of personal paths', () => {
  const ofDialog = [
    'self_target',
    'self_name',
    'peer_target',
    'peer_name',
    'peer_username',
    'peer_firstname',
    'peer_surname',
    'from_display_name',
    'from_display_target',
    'to_display_name',
    'to_display_target',
    'caller_contact_address',
    'callee_contact_address',
    'variables',
    'anonymous',
    'call_history',
    'dialogs',
  ];
  const ofData = [
    'name',
    'contact_number',
    'contact_info',
    'contact_identifier',
    'current_contact_number',
    'current_contact_name',
    'caller_number',
    'caller_contact_address',
    'callee_contact_address',
    'custom',
  ];
  const paths = [
    ...ofDialog,
    ...ofData.map((field) => `initial_application_info.data.${field}`),
    ...ofData.map((field) => `data.${field}`),
  ];

  it('is this one, and no other', () => expect([...PERSONAL_BODY_PATHS].sort()).toEqual([...paths].sort()));

  it('leaves nothing of a body in which each of them holds a different value', () => {
    const secret = (path: string): string => `secret of ${path}`;
    const data = (prefix: string): JsonObject =>
      Object.fromEntries(ofData.map((field) => [field, secret(`${prefix}.${field}`)]));
    const body: JsonObject = {
      ...Object.fromEntries(ofDialog.map((path) => [path, { inner: secret(path) }])),
      initial_application_info: { side: 'USER', data: data('initial_application_info.data') },
      data: data('data'),
    };
    const left = JSON.stringify(without(body, PERSONAL_BODY_PATHS));
    expect(paths.filter((path) => left.includes(secret(path)))).toEqual([]);
    expect(left).toContain('USER');
  });
});
