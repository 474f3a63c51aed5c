import type { Texts } from '../en/index.js';

export const records: Texts['records'] = {
  title: 'Rekordy',
};
