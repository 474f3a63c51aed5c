import { language, type Language } from '../settings/language.js';
import { setTheme, theme, THEMES, type Theme } from '../settings/theme.js';
import { useTexts } from '../texts/texts.js';

/** Languages name themselves, each in its own words. */
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ['pl', 'Polski'],
  ['en', 'English'],
];

export const LanguageChoice = () => {
  const texts = useTexts().frame;
  const chosen = language.use();
  return (
    <label class="choice">
      {texts.language}
      <select value={chosen} onChange={({ currentTarget }) => language.write(currentTarget.value as Language)}>
        {LANGUAGES.map(([value, name]) => (
          <option key={value} value={value} lang={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
};

export const ThemeChoice = () => {
  const texts = useTexts().frame;
  const chosen = theme.use();
  return (
    <label class="choice">
      {texts.theme}
      <select value={chosen} onChange={({ currentTarget }) => setTheme(currentTarget.value as Theme)}>
        {THEMES.map((value) => (
          <option key={value} value={value}>
            {texts.themes[value]}
          </option>
        ))}
      </select>
    </label>
  );
};
