import { oneOf, stored } from './stored.js';

/** Whether `/` and `?` do something: some voice input types them (WCAG 2.1.4). */
export const shortcuts = stored<'on' | 'off'>('shortcuts', () => 'on', oneOf('on', 'off'));
