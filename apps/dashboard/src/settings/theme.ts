import { oneOf, stored } from './stored.js';

export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** Which colours to draw in. themeFirst.js reads the same entry before the first drawing. */
export const theme = stored<Theme>('theme', () => 'system', oneOf(...THEMES));

export const setTheme = (value: Theme): void => {
  theme.write(value);
  if (value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
};
