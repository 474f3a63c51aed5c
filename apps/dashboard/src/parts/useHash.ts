import { useEffect, useState } from 'preact/hooks';

const read = (): string => decodeURIComponent(window.location.hash.slice(1));

/** What stands behind the `#` of the address. */
export const useHash = (): string => {
  const [hash, setHash] = useState(read);
  useEffect(() => {
    const listen = (): void => setHash(read());
    window.addEventListener('hashchange', listen);
    return () => window.removeEventListener('hashchange', listen);
  }, []);
  return hash;
};
