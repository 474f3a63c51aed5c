import { useLocation } from 'wouter-preact';
import { useSession } from '../api/session.js';
import { Routes } from '../routes.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { Freshness } from './freshness.js';
import { HelpDialog, useHelp } from './helpDialog.js';
import { Navigation } from './navigation.js';
import { PageGuard } from './pageGuard.js';
import { SearchField } from './searchField.js';
import { SettingsMenu } from './settingsMenu.js';
import { isOtherBuild } from './upgrade.js';

const UpgradeBanner = () => {
  const texts = useTexts().frame;
  return (
    <div class="banner" role="status">
      {texts.newBuild} <button onClick={() => window.location.reload()}>{texts.reload}</button>
    </div>
  );
};

/** What stands around every page; a wall (`wall=1`) shows the page alone. */
export const Frame = () => {
  const texts = useTexts().frame;
  const session = useSession();
  const [path] = useLocation();
  const { query } = useAddress();
  const help = useHelp();
  const isWall = query.wall !== undefined;
  return (
    <>
      <a class="skip" href="#content">
        {texts.skip}
      </a>
      {isOtherBuild(session.version) && <UpgradeBanner />}
      {!isWall && (
        <header class="frameHead">
          <span class="product">{texts.product}</span>
          <SearchField />
          <Freshness />
          <SettingsMenu onHelp={help.open} />
          <Navigation />
        </header>
      )}
      <main id="content" tabIndex={-1}>
        <PageGuard key={path}>
          <Routes />
        </PageGuard>
      </main>
      <HelpDialog dialog={help.dialog} />
    </>
  );
};
