import type { Texts } from '../en/index.js';

export const quality: Texts['quality'] = {
  title: 'Jakość danych',
};
