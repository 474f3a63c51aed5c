/** Something a filter can be set to. */
export interface NamedItem {
  readonly id: string | number | null;
  readonly name: string | null;
  readonly username?: string | null;
  readonly calls: number;
}

/** The text a filter takes for it: its id, else its login name. */
export const valueOf = ({ id, username }: NamedItem): string => (id === null ? (username ?? 'none') : `${id}`);

export const labelOf = ({ id, name, username }: NamedItem): string => name ?? username ?? `${id ?? '—'}`;
