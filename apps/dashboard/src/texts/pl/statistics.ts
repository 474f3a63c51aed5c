import type { Texts } from '../en/index.js';

export const statistics: Texts['statistics'] = {
  title: 'Statystyki',
};
