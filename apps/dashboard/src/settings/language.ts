import { oneOf, stored } from './stored.js';

export type Language = 'pl' | 'en';

/** Polish where the browser asks for it, else English. */
const asked = (): Language => (navigator.languages.some((tag) => tag.toLowerCase().startsWith('pl')) ? 'pl' : 'en');

export const language = stored<Language>('language', asked, oneOf('pl', 'en'));
