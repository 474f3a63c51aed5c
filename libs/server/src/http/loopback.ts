const withoutBrackets = (host: string): string => (/^\[.*\]$/.test(host) ? host.slice(1, -1) : host);

/** Whether only this machine can reach a server that listens on `host`. */
export const isLoopback = (host: string): boolean => {
  const name = withoutBrackets(host).toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
};

/** The name or address of a `Host` header or an origin, without its port; null where it is none. */
export const hostNameOf = (hostHeader: string): string | null => {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(hostHeader);
  return match === null ? null : withoutBrackets(match[1] ?? '').toLowerCase();
};
