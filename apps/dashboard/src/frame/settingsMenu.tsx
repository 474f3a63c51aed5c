import { signOut, useSession } from '../api/session.js';
import { Popover } from '../parts/popover.js';
import { shortcuts } from '../settings/shortcuts.js';
import { useTexts } from '../texts/texts.js';
import { useAddress } from '../url/address.js';
import { LanguageChoice, ThemeChoice } from './choices.js';
import { ZoneChoice } from './zoneChoice.js';

const ShortcutsChoice = () => {
  const texts = useTexts().frame;
  const isOn = shortcuts.use() === 'on';
  return (
    <label>
      <input type="checkbox" checked={isOn} onChange={() => shortcuts.write(isOn ? 'off' : 'on')} /> {texts.shortcuts}
    </label>
  );
};

const Account = () => {
  const texts = useTexts().frame;
  const { name, role, open } = useSession();
  if (open) return <p class="muted">{texts.open}</p>;
  return (
    <>
      <p class="muted">{texts.signedInAs(name, texts.roles[role])}</p>
      <button onClick={() => void signOut()}>{texts.signOut}</button>
    </>
  );
};

/** Zone, language, colours, keyboard, sign-out. The button names the zone, which everything on a page is in. */
export const SettingsMenu = ({ onHelp }: { onHelp: () => void }) => {
  const texts = useTexts().frame;
  const { zone } = useAddress();
  return (
    <Popover
      class="settings"
      label={
        <>
          {zone} · {texts.settings}
        </>
      }
    >
      {(close) => (
        <div class="settingsPanel">
          <ZoneChoice />
          <LanguageChoice />
          <ThemeChoice />
          <ShortcutsChoice />
          <button
            onClick={() => {
              close();
              onHelp();
            }}
          >
            {texts.help.title}
          </button>
          <Account />
        </div>
      )}
    </Popover>
  );
};
