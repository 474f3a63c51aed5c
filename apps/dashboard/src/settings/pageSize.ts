import { oneOf, stored } from './stored.js';

export const PAGE_SIZES = ['50', '100', '200'] as const;
export type PageSize = (typeof PAGE_SIZES)[number];

/** Rows on a page of a list. */
export const pageSize = stored<PageSize>('pageSize', () => '50', oneOf(...PAGE_SIZES));
