import type { BrowserContextOptions, Page } from 'playwright-core';
import type { DashboardUnderTest, Role } from './dashboardUnderTest.js';
import type { OpenContext } from './describeInBrowser.js';

/** How most tests look at the dashboard. */
export const USUAL_LOOK: BrowserContextOptions = {
  locale: 'en-GB',
  colorScheme: 'light',
  viewport: { width: 1280, height: 800 },
  timezoneId: 'Europe/Warsaw',
  reducedMotion: 'reduce',
};

/** Everything that was asked for has been answered and drawn. */
const settled = async (page: Page): Promise<void> => {
  await page.locator('h1').waitFor();
  const busy = page.locator('.skeleton, [aria-busy=true]');
  const gone = (): undefined => undefined; // what was busy may be ready by now
  for (let tries = 0; (await busy.count()) > 0; tries++) {
    expect(tries).toBeLessThan(60);
    await busy.first().scrollIntoViewIfNeeded({ timeout: 500 }).catch(gone); // charts ask only when they are about to be seen
    await busy.first().waitFor({ state: 'hidden', timeout: 500 }).catch(gone);
  }
};

/** One user's visits to one started dashboard: what every part of the browser's tests is given. */
export class Visit {
  #dashboard: DashboardUnderTest | null = null;

  constructor(
    readonly open: OpenContext,
    /** What the browser complained of: a test takes out what it expects, and fails for the rest. */
    readonly complaints: string[],
  ) {}

  set dashboard(started: DashboardUnderTest) {
    this.#dashboard = started;
  }
  /** The dashboard, once it has been started. */
  get dashboard(): DashboardUnderTest {
    if (this.#dashboard === null) throw new Error('the dashboard has not been started');
    return this.#dashboard;
  }

  /** A new tab of a user with this role, signed in. */
  async openAs(role: Role, look: BrowserContextOptions = USUAL_LOOK): Promise<Page> {
    const context = await this.open(look);
    await this.dashboard.signIn(context, role);
    return context.newPage();
  }

  /** Opens a page of the dashboard (`/calls?range=all`) and waits until it is drawn. */
  async goTo(page: Page, address: string): Promise<void> {
    await page.goto(this.dashboard.at(address));
    await settled(page);
  }

  /** Waits until a page is drawn that one has navigated to. */
  untilDrawn(page: Page): Promise<void> {
    return settled(page);
  }
}
