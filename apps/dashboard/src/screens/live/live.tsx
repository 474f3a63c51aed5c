import { Link } from 'wouter-preact';
import { Page } from '../../parts/page.js';
import { useTexts } from '../../texts/texts.js';
import { useAddress } from '../../url/address.js';
import { firstOf, withValues, writeQuery } from '../../url/search.js';
import { NowTab } from './nowTab.js';
import { StaleTab } from './staleTab.js';
import './live.css';

const TABS = ['now', 'stale'] as const;

/** What happens now; `wall=1` shows it large, without contacts. */
const Live = () => {
  const { live: texts, frame } = useTexts();
  const { query } = useAddress();
  const tab = firstOf(query, 'tab') === 'stale' ? 'stale' : 'now';
  const isWall = query.wall !== undefined;
  const wall = writeQuery(withValues(query, { wall: isWall ? [] : ['1'] }));
  return (
    <div class={isWall ? 'wall' : undefined}>
      <Page
        title={frame.pages.live}
        actions={
          <Link class="button" href={`/live${wall}`}>
            {isWall ? texts.leaveWall : texts.wall}
          </Link>
        }
      >
        {!isWall && (
          <nav class="tabs" aria-label={frame.pages.live}>
            {TABS.map((name) => (
              <Link
                key={name}
                class="steady"
                data-name={texts.tabs[name]}
                href={`/live${writeQuery(withValues(query, { tab: name === 'now' ? [] : [name] }))}`}
                aria-current={name === tab ? 'page' : undefined}
              >
                {texts.tabs[name]}
              </Link>
            ))}
          </nav>
        )}
        {tab === 'now' || isWall ? <NowTab isWall={isWall} /> : <StaleTab />}
      </Page>
    </div>
  );
};

export default Live;
