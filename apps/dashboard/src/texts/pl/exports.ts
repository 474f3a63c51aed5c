import type { Texts } from '../en/index.js';

export const exports: Texts['exports'] = {
  title: 'Eksport',
};
