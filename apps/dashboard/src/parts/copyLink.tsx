import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import type { Bounds } from '../url/range.js';
import { withValues, writeQuery } from '../url/search.js';

/** Copies an address that means the same tomorrow and in another time zone: days instead of a relative range, and the zone. */
export const CopyLink = ({ bounds }: { bounds: Bounds }) => {
  const texts = useTexts().frame;
  const { query, zone } = useAddress();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setCopied(false), 3000);
    return () => window.clearTimeout(timer);
  }, [isCopied]);
  const copy = async (): Promise<void> => {
    const { from, to } = bounds;
    const isAll = from === undefined && to === undefined;
    const fixed = { range: isAll ? ['all'] : [], from: from ? [from] : [], to: to ? [to] : [], tz: [zone], cursor: [] };
    const { origin, pathname } = window.location;
    await navigator.clipboard.writeText(origin + pathname + writeQuery(withValues(query, fixed)));
    setCopied(true);
  };
  return (
    <button onClick={() => void copy()}>
      {isCopied ? texts.copied : texts.copyLink}
      <span class="visuallyHidden" role="status">
        {isCopied && texts.copied}
      </span>
    </button>
  );
};
