import { useEffect, useState } from 'preact/hooks';
import { serverNow } from '../api/serverClock.js';

/** The server's time in milliseconds, drawn anew so often; not at all for null. */
export const useNow = (everyMillis: number | null): number => {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (everyMillis === null) return;
    const timer = window.setInterval(() => setNow(serverNow()), everyMillis);
    return () => window.clearInterval(timer);
  }, [everyMillis]);
  return now;
};
