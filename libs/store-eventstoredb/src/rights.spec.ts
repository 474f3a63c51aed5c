import { defaultRightsFor, rightsToReadAllFor } from './rights.js';

const GROUP = 'call-analytics';
const ADMINS = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };

describe('the rights to read $all', () => {
  it.each([
    ['nothing is said', null, { $acl: { $r: ['$admins', GROUP] } }],
    ['no reader is named', { $acl: { $w: 'ops' } }, { $acl: { $w: 'ops', $r: ['$admins', GROUP] } }],
    [
      'others are named, and more is said',
      { $maxAge: 5, $acl: { $r: ['$admins', 'backup'], $mr: 'ops' }, owner: 'me' },
      { $maxAge: 5, $acl: { $r: ['$admins', 'backup', GROUP], $mr: 'ops' }, owner: 'me' },
    ],
    ['a single name has the right', { $acl: { $r: 'backup' } }, { $acl: { $r: ['backup', GROUP] } }],
    ['the group is named', { $acl: { $r: [GROUP, '$admins'] } }, { $acl: { $r: [GROUP, '$admins'] } }],
    ['everybody may', { $acl: { $r: '$all' } }, { $acl: { $r: '$all' } }],
  ])('are given to the group where %s', (_, before, after) => {
    expect(rightsToReadAllFor(before, GROUP)).toEqual(after);
  });
});

describe('the default rights', () => {
  const closed = { ...ADMINS, $r: ['$admins', GROUP], $w: ['$admins', GROUP] };

  it.each([
    ['nothing is said', null, { $userStreamAcl: closed, $systemStreamAcl: ADMINS }],
    [
      'everybody may everything',
      { $userStreamAcl: { $r: '$all', $w: ['$all'], $d: '$all', $mr: '$all', $mw: '$all' } },
      { $userStreamAcl: closed, $systemStreamAcl: ADMINS },
    ],
    [
      'others are named, and more is said',
      { note: 1, $userStreamAcl: { $r: ['$admins', 'shop'], $w: 'shop', $d: 'shop' }, $systemStreamAcl: { $r: 'ops' } },
      {
        note: 1,
        $userStreamAcl: { ...ADMINS, $r: ['$admins', 'shop', GROUP], $w: ['shop', GROUP], $d: 'shop' },
        $systemStreamAcl: { $r: 'ops' },
      },
    ],
  ])('let the group read and write, and close what was open, where %s', (_, before, after) => {
    expect(defaultRightsFor(before, GROUP)).toEqual(after);
  });

  it('stay as they are, to the letter, once they are so', () => {
    const once = defaultRightsFor({ $userStreamAcl: { $w: ['shop'] } }, GROUP);
    expect(JSON.stringify(defaultRightsFor(once, GROUP))).toBe(JSON.stringify(once));
  });
});
