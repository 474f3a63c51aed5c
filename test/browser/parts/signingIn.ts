import { keyOf } from '../dashboardUnderTest.js';
import { USUAL_LOOK, type Visit } from '../visit.js';

/** Signing in and out, and a key that is taken away. */
export const signingIn = (visit: Visit): void => {
  describe('signing in', () => {
    it('leads to what was asked for, keeps the key nowhere, and signing out ends it', async () => {
      const context = await visit.open(USUAL_LOOK);
      const page = await context.newPage();
      await page.goto(visit.dashboard.at('/calls?range=all'));
      await page.getByLabel('API key').fill('not-the-key');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('This key is not known.').waitFor();
      await page.getByLabel('API key').fill(keyOf('supervisor'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      expect(page.url()).toBe(visit.dashboard.at('/calls?range=all'));
      const kept = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage, document.cookie])');
      expect(kept).not.toContain('key-of');
      expect(await context.cookies()).toMatchObject([{ path: '/centre', httpOnly: true, sameSite: 'Strict' }]);
      await page.getByText('Settings').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
      expect(await context.cookies()).toEqual([]);
      for (const complaint of visit.complaints.splice(0)) expect(complaint).toContain('401'); // asked before, and by the wrong key
    });

    it('ends at once when the key is taken away', async () => {
      const page = await visit.openAs('supervisor');
      await visit.goTo(page, '/calls?range=all');
      await visit.dashboard.keepKeys('analyst', 'admin');
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByLabel('API key').waitFor();
      await visit.dashboard.keepAllKeys();
      for (const complaint of visit.complaints.splice(0)) expect(complaint).toContain('401');
    });
  });
};
