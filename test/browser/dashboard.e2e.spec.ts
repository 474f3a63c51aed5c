import { inboundCall } from '../support/calls.js';
import { someCalls } from '../support/generateCalls.js';
import { voiceCampaignManual } from '../support/seed.js';
import { pawel } from '../support/people.js';
import { DashboardUnderTest } from './dashboardUnderTest.js';
import { describeInBrowser } from './describeInBrowser.js';
import { everyScreen } from './parts/everyScreen.js';
import { liveCalls } from './parts/liveCalls.js';
import { otherSites } from './parts/otherSites.js';
import { signingIn } from './parts/signingIn.js';
import { upgrades } from './parts/upgrades.js';
import { CALL, SCREENS } from './screens.js';
import { Visit } from './visit.js';

/** A caller who talks from one moment to another (seconds since the epoch). */
const talkedBetween = (place: number, from: string, to: string) => {
  const startsAt = Date.parse(from) / 1000;
  const end = Date.parse(to) / 1000 - startsAt;
  const uuid = (side: number): string => `00000000-0000-4000-a000-00000000${place}${side}00`.slice(0, 36);
  return inboundCall({
    startsAt,
    agent: pawel,
    number: '48600100200',
    consultantUuid: uuid(1),
    contactUuid: uuid(2),
    contact: { create: 0, answered: 0, talking: 0, close: [end, 'HANGUP'] },
    consultant: { create: 0, answered: 0, talking: 0, close: [end + 1, 'DIALOG_LEFT'] },
  });
};

describeInBrowser('the dashboard', (open, complaints) => {
  const visit = new Visit(open, complaints);
  beforeAll(async () => {
    const dashboard = await DashboardUnderTest.start();
    visit.dashboard = dashboard;
    const now = Math.floor(Date.now() / 1000);
    const calls = someCalls(60, 7, { startsAt: now - 7200, secondsBetween: 110 });
    await dashboard.deliver(voiceCampaignManual());
    await dashboard.deliver(calls.flatMap(({ events }) => events));
    await dashboard.deliver([
      ...talkedBetween(11, '2026-10-25T00:59:50Z', '2026-10-25T01:00:10Z'), // 02:59:50 to 02:00:10 in Warsaw
      ...talkedBetween(12, '2026-10-24T22:00:00Z', '2026-10-24T22:00:30Z'), // midnight: the day's first moment
      ...talkedBetween(13, '2026-10-25T22:59:00Z', '2026-10-25T22:59:30Z'), // a minute before its end, 25 hours on
      ...talkedBetween(14, '2026-03-29T00:59:50Z', '2026-03-29T01:00:10Z'), // 01:59:50 to 03:00:10 in Warsaw
      ...talkedBetween(15, '2026-03-29T22:00:00Z', '2026-03-29T22:00:30Z'), // the next day's first moment
    ]);
    await dashboard.untilReadable();
  });
  afterAll(() => visit.dashboard.stop());

  signingIn(visit);

  it('shows the documented call: in the list, its sentence, and the event that says so', async () => {
    const page = await visit.openAs('supervisor');
    await visit.goTo(page, '/calls?campaign=5f463dbd80f35763375fe367&range=all');
    await page.getByText('1 call', { exact: true }).waitFor();
    await page.locator('tbody a').first().click();
    await visit.untilDrawn(page);
    expect(page.url()).toContain(`/calls/${CALL}`);
    expect(await page.locator('.sentence').innerText()).toMatch(
      /^Conversation of 0:07 after 0:10 ringing\. The contact hung up first \(likely\): both sides report HANGUP, the contact at 15:00:00, the consultant 1 s later\./,
    );
    await page.locator('.sentence a').first().click();
    const event = page.locator('tr.pointedAt');
    expect(await event.innerText()).toMatch(/15:00:00[^]*dialog_close[^]*HANGUP/);
    expect(new URL(page.url()).hash).toMatch(/^#event-/);
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await page.getByText('1 call', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?campaign=5f463dbd80f35763375fe367&range=all');
  });

  it('has days of 25 and 23 hours when the clocks of Warsaw change', async () => {
    const page = await visit.openAs('supervisor');
    await visit.goTo(page, '/calls?from=2026-10-25&to=2026-10-26&tz=Europe%2FWarsaw');
    await page.getByText('3 calls', { exact: true }).waitFor();
    expect(await page.locator('tbody tr').nth(1).innerText()).toContain('0:20');
    await visit.goTo(page, '/calls?from=2026-03-29&to=2026-03-30&tz=Europe%2FWarsaw');
    await page.getByText('1 call', { exact: true }).waitFor();
    expect(await page.locator('tbody tr').first().innerText()).toContain('0:20');
  });

  it('shows an analyst no digit of a number but the last three, on no page and in no address', async () => {
    const { items } = await visit.dashboard.ask<{ items: { contact: { number: string | null } | null }[] }>(
      '/v1/calls?limit=500&kind=campaign&kind=inbound&kind=outbound',
      'supervisor',
    );
    const numbers = items.flatMap(({ contact }) => (/^\d{8,}$/.test(contact?.number ?? '') ? [contact!.number!] : []));
    expect(numbers.length).toBeGreaterThan(20);
    const page = await visit.openAs('analyst');
    const pages = SCREENS.map(([, address]) => address);
    await visit.goTo(page, '/calls?range=all');
    const links = await page.locator('tbody a[href*="/calls/"]').evaluateAll((all) => all.slice(0, 3).map(String));
    for (const address of [...pages, ...links.map((link) => link.split('/app')[1]!)]) {
      await visit.goTo(page, address);
      const shown = (await page.content()) + page.url();
      expect(numbers.filter((number) => shown.includes(number.slice(0, -3)))).toEqual([]);
    }
  });

  it('can be used by keyboard alone', async () => {
    const page = await visit.openAs('supervisor');
    await visit.goTo(page, '/calls?range=all');
    const { keyboard } = page;
    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.outerHTML');
    await keyboard.press('Tab');
    expect(await focused()).toContain('Skip to the content');
    await keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('content');
    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
    await keyboard.press('/');
    await keyboard.type(CALL);
    await keyboard.press('Enter');
    await page.locator('.sentence').waitFor();
    await visit.untilDrawn(page);
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
    for (let tabs = 0; !(await focused()).includes('#event-'); tabs++) {
      expect(tabs).toBeLessThan(60);
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await page.locator('tr.pointedAt').waitFor();
  });

  upgrades(visit);
  liveCalls(visit);
  otherSites(visit);
  everyScreen(visit);
});
