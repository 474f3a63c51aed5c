import { useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useTexts } from '../../texts/texts.js';
import { useAddress, type Beside } from '../../url/address.js';

/** What leads back to the list: kept, since a link to one of the call's events begins a new entry of the tab's history, without it. */
export const useWayBack = (): Beside => {
  const { beside } = useAddress();
  const kept = useRef(beside);
  if (beside.list !== undefined) kept.current = beside;
  return kept.current;
};

/** Back to the list that led here, at its page and with its filters; where none did, to the list of calls. */
export const ToList = ({ wayBack, search }: { wayBack: Beside; search: string }) => {
  const texts = useTexts().call;
  const { list, ...beside } = wayBack;
  return (
    <Link class="button" href={list ?? `/calls${search}`} state={beside}>
      {`← ${list === undefined ? texts.toCalls : texts.toList}`}
    </Link>
  );
};
