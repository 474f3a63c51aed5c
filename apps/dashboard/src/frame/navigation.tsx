import { Link, useLocation } from 'wouter-preact';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { writeQuery } from '../url/search.js';

const PAGES = [
  ['calls', '/calls'],
  ['records', '/records'],
  ['live', '/live'],
  ['statistics', '/stats'],
  ['quality', '/quality'],
  ['rebuilds', '/rebuilds'],
  ['exports', '/exports'],
] as const;

/** Links to the pages; the zone goes along. */
export const Navigation = () => {
  const texts = useTexts().frame;
  const [path] = useLocation();
  const { query } = useAddress();
  const search = writeQuery({ tz: query.tz ?? [] });
  return (
    <nav aria-label={texts.navigation}>
      <ul>
        {PAGES.map(([name, to]) => (
          <li key={name}>
            <Link
              class="steady"
              data-name={texts.pages[name]}
              href={to + search}
              aria-current={path === to || path.startsWith(`${to}/`) ? 'page' : undefined}
            >
              {texts.pages[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};
