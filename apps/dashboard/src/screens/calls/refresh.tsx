import { useEffect, useState } from 'preact/hooks';
import { queryClient } from '../../api/queryClient.js';
import { useTexts } from '../../texts/texts.js';

const EVERY_MILLIS = 30_000;

const refresh = (): void => {
  void queryClient.invalidateQueries({ queryKey: ['calls'] });
  void queryClient.invalidateQueries({ queryKey: ['stats'] });
};

/** Asks again, now or every 30 s; page, focus and scroll stay, since rows keep their places in the document. */
export const Refresh = () => {
  const texts = useTexts().calls;
  const [isRepeated, setRepeated] = useState(false);
  useEffect(() => {
    if (!isRepeated) return;
    const timer = window.setInterval(refresh, EVERY_MILLIS);
    return () => window.clearInterval(timer);
  }, [isRepeated]);
  return (
    <span class="row">
      <button onClick={refresh}>{texts.refresh}</button>
      <label>
        <input type="checkbox" checked={isRepeated} onChange={() => setRepeated(!isRepeated)} />
        <span>{texts.every30}</span>
      </label>
    </span>
  );
};
