import { APP_VERSION } from '../settings/served.js';

const RELOADED = 'reloadedForChunks';

/**
 * After an upgrade the server has no more the chunks that an older page asks for: it is loaded anew, once, so that a chunk that is missing
 * for another reason does not go round in circles.
 */
export const reloadOnceWhereChunksAreGone = (): void => {
  window.addEventListener('vite:preloadError', (event) => {
    if (sessionStorage.getItem(RELOADED) === APP_VERSION) return;
    sessionStorage.setItem(RELOADED, APP_VERSION);
    event.preventDefault();
    window.location.reload();
  });
};

/** Whether the server is of another build than this page. */
export const isOtherBuild = (version: string): boolean => APP_VERSION !== 'dev' && version !== APP_VERSION;
