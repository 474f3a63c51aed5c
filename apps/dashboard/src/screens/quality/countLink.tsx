import { Link } from 'wouter-preact';
import type { Schemas } from '../../api/client.js';
import { useFormat } from '../../format/useFormat.js';
import { useAddress } from '../../url/address.js';
import { pageOf } from '../../url/pageOf.js';

/** A number that opens the calls it counts; of none there is nothing to open. */
export const CountLink = ({ counted }: { counted: Schemas['LinkedCount'] | undefined }) => {
  const format = useFormat();
  const { query } = useAddress();
  if (counted === undefined || counted.count === 0) return <span class="muted">0</span>;
  return <Link href={pageOf(counted.href, query.tz ?? [])}>{format.number(counted.count)}</Link>;
};
