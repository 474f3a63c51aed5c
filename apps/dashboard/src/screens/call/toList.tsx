import { Link } from 'wouter-preact';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';

/** Back to the list that led here, at its page and with its filters; where none did, to the list of calls. */
export const ToList = ({ search }: { search: string }) => {
  const texts = useTexts().call;
  const { list, ...beside } = useAddress().beside;
  return (
    <Link class="button" href={list ?? `/calls${search}`} state={beside}>
      {`← ${list === undefined ? texts.toCalls : texts.toList}`}
    </Link>
  );
};
