import type { Texts } from '../en/index.js';

export const rebuilds: Texts['rebuilds'] = {
  title: 'Przebudowy',
};
