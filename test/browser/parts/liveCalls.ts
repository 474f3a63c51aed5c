import type { Page } from 'playwright-core';
import { inboundCall } from '../../support/calls.js';
import { pawel } from '../../support/people.js';
import type { Visit } from '../visit.js';

/** Live, while calls begin and end and the service goes away and comes back. */
export const liveCalls = (visit: Visit): void => {
  describe('what happens now', () => {
    let begun = 0;
    /** Callers who talk, and go on talking; `ends`: those who hang up at once. */
    const deliverCallers = async (count: number, ends = false): Promise<void> => {
      const startsAt = Math.floor(Date.now() / 1000) - 5;
      const events = Array.from({ length: count }, () => {
        const uuid = (side: number): string => `${String(++begun).padStart(8, '0')}-0000-4000-b000-00000000000${side}`;
        const course = { create: 0, answered: 1, talking: 2, ...(ends ? { close: [4, 'HANGUP'] as const } : {}) };
        const plan = { contact: course, consultant: course, consultantUuid: uuid(1), contactUuid: uuid(2) };
        return inboundCall({ startsAt, agent: pawel, number: '48600100201', ...plan });
      });
      await visit.dashboard.deliver(events.flat());
    };
    const openCalls = async (): Promise<string[]> => {
      const { items } = await visit.dashboard.ask<{ items: { id: string }[] }>('/v1/calls?status=open&limit=500');
      return items.map(({ id }) => id).sort();
    };
    const shownCalls = async (page: Page): Promise<string[]> => {
      const links = await page.locator('tbody a[href*="/calls/"]').evaluateAll((all) => all.map(String));
      return links.map((link) => new URL(link).pathname.split('/').at(-1)!).sort();
    };
    /** Ended calls stay for ten seconds, so it takes a while. */
    const untilShown = async (page: Page): Promise<void> => {
      for (let tries = 0; ; tries++) {
        const [wanted, shown] = [await openCalls(), await shownCalls(page)];
        if (JSON.stringify(wanted) === JSON.stringify(shown)) return;
        if (tries === 150) expect(shown).toEqual(wanted);
        await page.waitForTimeout(200);
      }
    };

    it('is shown in three tabs beside a list, although a browser allows six connections to one server', async () => {
      const page = await visit.openAs('supervisor');
      await deliverCallers(3);
      const tabs = [page, await page.context().newPage(), await page.context().newPage()];
      for (const tab of tabs) await visit.goTo(tab, '/live');
      const list = await page.context().newPage();
      await visit.goTo(list, '/calls?range=all');
      await deliverCallers(2);
      for (const tab of tabs) await untilShown(tab);
    });

    it('loses no call and shows none twice when the service is killed and comes back', async () => {
      const page = await visit.openAs('supervisor');
      await visit.goTo(page, '/live');
      await deliverCallers(2);
      await untilShown(page);
      await visit.dashboard.kill();
      await visit.dashboard.startAgain();
      await deliverCallers(2);
      await deliverCallers(2, true);
      await untilShown(page);
      for (const complaint of visit.complaints.splice(0)) expect(complaint).toMatch(/502|ERR_/);
    });

    it('is not shown on to somebody whose key is taken away', async () => {
      const page = await visit.openAs('supervisor');
      await visit.goTo(page, '/live');
      await visit.dashboard.keepKeys('analyst', 'admin');
      await page.getByLabel('API key').waitFor();
      await visit.dashboard.keepAllKeys();
      for (const complaint of visit.complaints.splice(0)) expect(complaint).toContain('401');
    });
  });
};
