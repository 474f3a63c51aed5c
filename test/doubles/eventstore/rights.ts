import type { Metadata } from '@grpc/grpc-js';
import type { ServerLog } from './serverLog.js';

/** Who may call: by user name. */
export type Users = Readonly<Record<string, { readonly password: string; readonly groups: readonly string[] }>>;

export type Right = 'read' | 'write';

/** What the two system streams say that rights are kept in. */
type Acl = Readonly<Partial<Record<'$r' | '$w', string | readonly string[]>>>;

const ADMINISTRATORS = '$admins';
const EVERYBODY = '$all';
const KEYS = { read: '$r', write: '$w' } as const;

/**
 * The server's rights, as far as the product needs them: reading $all by the metadata of $all, everything else by the default rights in
 * $settings. Without users (as with `--insecure`) everybody may do everything.
 */
export class Rights {
  constructor(
    private readonly log: ServerLog,
    private readonly users: Users | null,
  ) {}

  /** @param stream null: $all */
  allows(right: Right, stream: string | null, call: Metadata): boolean {
    if (this.users === null) return true;
    const roles = this.#rolesOf(call);
    const allowed = stream === null ? this.#readersOfAll() : this.#defaultRight(right, stream);
    return [allowed].flat().some((name) => roles.includes(name));
  }

  /** Nobody where the password is wrong. */
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
