import type { Texts } from '../en/index.js';

export const calls: Texts['calls'] = {
  title: 'Połączenia',
};
