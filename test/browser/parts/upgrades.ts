import type { Page, Route } from 'playwright-core';
import { accessibilityFaults } from '../accessible.js';
import type { Visit } from '../visit.js';

const STATISTICS_CHUNK = '**/assets/statistics-*.js';

/** What a page does that was loaded before the server was upgraded. */
export const upgrades = (visit: Visit): void => {
  describe('after an upgrade of the server', () => {
    /** Whether the page is still the one that was loaded when it was marked. */
    const mark = (page: Page): Promise<unknown> => page.evaluate('void (window.isMarked = true)');
    const gone = (route: Route): Promise<void> => route.fulfill({ status: 404 });
    const isMarked = (page: Page): Promise<boolean> => page.evaluate<boolean>('window.isMarked === true');

    it('offers to reload, and says nothing more after that', async () => {
      const page = await visit.openAs('supervisor');
      await page.route('**/v1/session', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...((await response.json()) as object), version: 'another build' } });
      });
      await visit.goTo(page, '/calls?range=all');
      const banner = page.getByText('A new version of the dashboard is here.');
      await banner.waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.unroute('**/v1/session'); // as if the reload brought the new build's page
      await mark(page);
      await page.getByRole('button', { name: 'Reload' }).click();
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      expect(await isMarked(page)).toBe(false);
      expect(await banner.count()).toBe(0);
    });

    it('loads itself anew where a file of its own build is gone, and shows the page that was asked for', async () => {
      const page = await visit.openAs('supervisor');
      await visit.goTo(page, '/calls?range=all');
      await mark(page);
      await page.route(STATISTICS_CHUNK, gone);
      page.once('domcontentloaded', () => void page.unroute(STATISTICS_CHUNK)); // as if the reload brought the new build's page
      await page.getByRole('link', { name: 'Statistics', exact: true }).click();
      await page.getByRole('heading', { name: 'Statistics' }).waitFor();
      expect(await isMarked(page)).toBe(false);
      expect(page.url()).toBe(visit.dashboard.at('/stats'));
      for (const complaint of visit.complaints.splice(0)) expect(complaint).toContain('404');
    });

    it('does so once: where the file stays away it says so, and the rest can be used', async () => {
      const page = await visit.openAs('supervisor');
      await visit.goTo(page, '/calls?range=all');
      let loads = 0;
      page.on('domcontentloaded', () => (loads += 1));
      await page.route(STATISTICS_CHUNK, gone);
      await page.getByRole('link', { name: 'Statistics', exact: true }).click();
      await page.getByText('This could not be loaded').waitFor();
      expect(loads).toBe(1);
      await page.getByRole('link', { name: 'Records' }).click();
      await page.getByRole('heading', { name: 'Records' }).waitFor();
      for (const complaint of visit.complaints.splice(0)) expect(complaint).toMatch(/404|dynamically imported module/);
    });
  });
};
