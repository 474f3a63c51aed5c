import type { Texts } from '../en/index.js';

export const call: Texts['call'] = {
  title: 'Połączenie',
};
