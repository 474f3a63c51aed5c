import type { Metadata } from '@grpc/grpc-js';
import type { ServerLog } from './serverLog.js';

/** The users by name. */
export type Users = Readonly<Record<string, { readonly password: string; readonly groups: readonly string[] }>>;

export type Right = 'read' | 'write';

/** Rights as the server's two system streams hold them: who may read and who may write. */
type Acl = Readonly<Partial<Record<'$r' | '$w', string | readonly string[]>>>;

const ADMINISTRATORS = '$admins';
const EVERYBODY = '$all';
const KEYS = { read: '$r', write: '$w' } as const;

/**
 * The part of the server's rights that the product needs. The metadata of $all decides who may read $all, and the default rights in $settings
 * decide everything else. Without users, as on a server with `--insecure`, everybody may do everything.
 */
export class Rights {
  constructor(
    private readonly log: ServerLog,
    private readonly users: Users | null,
  ) {}

  /** @param stream its name; null for $all */
  allows(right: Right, stream: string | null, call: Metadata): boolean {
    if (this.users === null) return true;
    const roles = this.#rolesOf(call);
    const allowed = stream === null ? this.#readersOfAll() : this.#defaultRight(right, stream);
    return [allowed].flat().some((name) => roles.includes(name));
  }

  /** The names of which one must have a right: the user's own, those of its groups, and everybody. Empty when the password is wrong. */
  #rolesOf(call: Metadata): readonly string[] {
    const [header] = call.get('authorization');
    const [, encoded = ''] = /^Basic (.+)$/.exec(String(header)) ?? [];
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    const name = text.slice(0, Math.max(0, text.indexOf(':')));
    const user = this.users?.[name];
    if (user === undefined) return header === undefined ? [EVERYBODY] : [];
    return text === `${name}:${user.password}` ? [EVERYBODY, name, ...user.groups] : [];
  }

  #readersOfAll(): string | readonly string[] {
    const { $acl } = this.#lastOf('$$$all') as { $acl?: Acl };
    return $acl?.$r ?? ADMINISTRATORS;
  }

  #defaultRight(right: Right, stream: string): string | readonly string[] {
    const settings = this.#lastOf('$settings') as { $userStreamAcl?: Acl; $systemStreamAcl?: Acl };
    const key = KEYS[right];
    if (stream.startsWith('$')) return settings.$systemStreamAcl?.[key] ?? ADMINISTRATORS;
    return settings.$userStreamAcl?.[key] ?? EVERYBODY;
  }

  #lastOf(stream: string): object {
    const visible = this.log.visible(stream);
    const last = visible === null || visible === 'tombstoned' ? undefined : visible.records.at(-1);
    return last === undefined ? {} : (JSON.parse(Buffer.from(last.data).toString('utf8')) as object);
  }
}
