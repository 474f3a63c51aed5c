import type { Texts } from '../en/index.js';

export const live: Texts['live'] = {
  title: 'Na żywo',
};
