import { APP_VERSION } from '../settings/served.js';

const RELOADED = 'reloadedForChunks';

let isReloading = false;

/** Whether the page is about to be loaded anew: until then nothing is said about what is missing. */
export const isBeingReloaded = (): boolean => isReloading;

/**
 * After an upgrade the server no longer has the chunks that an older page asks for, so the page is loaded anew. Once for each build and
 * tab, so that a chunk that is missing for another reason does not go round in circles.
 */
export const reloadOnceWhereChunksAreGone = (): void => {
  window.addEventListener('vite:preloadError', (event) => {
    if (sessionStorage.getItem(RELOADED) === APP_VERSION) return;
    sessionStorage.setItem(RELOADED, APP_VERSION);
    isReloading = true;
    event.preventDefault();
    window.location.reload();
  });
};

/** Whether the server is of another build than this page. */
export const isOtherBuild = (version: string): boolean => APP_VERSION !== 'dev' && version !== APP_VERSION;
