/** What the server has written into the page (docs/dashboard.md#serving). */
const metaOf = (name: string): string => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';

/** Where the app is, without a slash at its end: `/app`, behind a prefix `/prefix/app`. */
export const APP_BASE = metaOf('app-base');

/** Where the API is: empty, or the prefix. */
export const API_BASE = APP_BASE.replace(/\/app$/, '');

/** The build this page was loaded from; `dev` where none was written in. */
export const APP_VERSION = metaOf('app-version');
