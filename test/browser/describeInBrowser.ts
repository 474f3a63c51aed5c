import { chromium, type Browser, type BrowserContext, type BrowserContextOptions } from 'playwright-core';
import { complaintsOf } from './complaints.js';
import { findChromium } from './findChromium.js';

/** The reporter test/reporters/loudNotices.mjs repeats skipped suites whose title begins so, as the run's last lines. */
const NOT_RUN = 'NOT RUN:';

/** The pages and cookies of one user, as after the first start of a browser. Closed after the test. */
export type OpenContext = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/**
 * Runs a suite in one Chromium, without a window. A test fails when a page of it logs an error, throws one or breaks its content security
 * policy; what a test expects of that kind it takes out of the complaints. Skipped loudly where there is no Chromium.
 */
export const describeInBrowser = (what: string, suite: (open: OpenContext, complaints: string[]) => void): void => {
  const executablePath = findChromium();
  if (executablePath === null) {
    const notice = `${NOT_RUN} ${what}: there is no Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM_BIN to its program.`;
    describe.skip(notice, () => {
      it('needs a Chromium', () => undefined);
    });
    return;
  }
  describe(what, () => {
    let browser: Browser;
    const contexts: BrowserContext[] = [];
    const complaints: string[] = [];
    beforeAll(async () => {
      // the sandbox needs rights that containers do not give, and the pages are our own
      browser = await chromium.launch({ executablePath, chromiumSandbox: false });
    });
    afterAll(() => browser.close());
    suite(async (options) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      complaintsOf(context, complaints);
      return context;
    }, complaints);
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
      expect(complaints.splice(0)).toEqual([]);
    });
  });
};
