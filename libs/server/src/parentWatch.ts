/** The scripts of package.json that run a service: npm gives the name of the one it runs to what it starts. */
const SERVICE_SCRIPT = /^start(:|$)/;
const LOOK_MILLISECONDS = 500;

/**
 * Calls `onGone` once the process that started this one is gone, where npm started it. npm runs a script through a shell: SIGTERM ends npm
 * and the shell, the shell does not pass it on, and the service would go on alone and hold its port. Linux and macOS then give it another
 * parent, which shows; Windows never does.
 */
export const whenNpmEnds = (onGone: () => void): void => {
  if (!SERVICE_SCRIPT.test(process.env.npm_lifecycle_event ?? '')) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MILLISECONDS).unref();
};
