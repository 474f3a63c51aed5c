import { createServer, type Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { inboundCall } from '../support/calls.js';
import { someCalls } from '../support/generateCalls.js';
import { SEED_CONSULTANT_DIALOG, SEED_RECORD_ID, voiceCampaignManual } from '../support/seed.js';
import { pawel } from '../support/people.js';
import { ROOT } from '../support/startProduct.js';
import { accessibilityFaults } from './accessible.js';
import { DashboardUnderTest, keyOf, type Role } from './dashboardUnderTest.js';
import { describeInBrowser } from './describeInBrowser.js';

/** Where the pictures of this run are kept. */
const PICTURES = process.env['SCREENSHOTS'] ?? join(ROOT, 'screenshots');
const CALL = SEED_CONSULTANT_DIALOG;

const SCREENS: readonly (readonly [name: string, page: string])[] = [
  ['calls', '/calls?range=all'],
  ['call', `/calls/${CALL}`],
  ['records', '/records?range=all'],
  ['record', `/records/${SEED_RECORD_ID}`],
  ['live', '/live'],
  ['statistics', '/stats?range=last7Days'],
  ['quality', '/quality'],
  ['rebuilds', '/rebuilds'],
  ['exports', '/exports'],
];

/** Each language, theme and width with each other. */
const LOOKS = [
  { language: 'pl', theme: 'light', width: 360 },
  { language: 'en', theme: 'dark', width: 360 },
  { language: 'en', theme: 'light', width: 1280 },
  { language: 'pl', theme: 'dark', width: 1280 },
] as const;

const lookOf = ({ language, theme, width }: (typeof LOOKS)[number]): BrowserContextOptions => ({
  locale: language === 'pl' ? 'pl-PL' : 'en-GB',
  colorScheme: theme,
  viewport: { width, height: 800 },
  timezoneId: 'Europe/Warsaw',
  reducedMotion: 'reduce',
});

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

describeInBrowser('the dashboard', (open, complaints) => {
  let dashboard: DashboardUnderTest;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    dashboard = await DashboardUnderTest.start();
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
  afterAll(() => dashboard.stop());

  const openAs = async (role: Role, options: BrowserContextOptions = lookOf(LOOKS[2])): Promise<Page> => {
    const context = await open(options);
    await dashboard.signIn(context, role);
    return context.newPage();
  };
  const goTo = async (page: Page, address: string): Promise<void> => {
    await page.goto(dashboard.at(address));
    await settled(page);
  };

  describe('signing in', () => {
    it('leads to what was asked for, keeps the key nowhere, and signing out ends it', async () => {
      const context = await open(lookOf(LOOKS[2]));
      const page = await context.newPage();
      await page.goto(dashboard.at('/calls?range=all'));
      await page.getByLabel('API key').fill('not-the-key');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('This key is not known.').waitFor();
      await page.getByLabel('API key').fill(keyOf('supervisor'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Calls' }).waitFor();
      expect(page.url()).toBe(dashboard.at('/calls?range=all'));
      const kept = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage, document.cookie])');
      expect(kept).not.toContain('key-of');
      expect(await context.cookies()).toMatchObject([{ path: '/centre', httpOnly: true, sameSite: 'Strict' }]);
      await page.getByText('Settings').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
      expect(await context.cookies()).toEqual([]);
      for (const complaint of complaints.splice(0)) expect(complaint).toContain('401'); // asked before, and by the wrong key
    });

    it('ends at once when the key is taken away', async () => {
      const page = await openAs('supervisor');
      await goTo(page, '/calls?range=all');
      await dashboard.keepKeys('analyst', 'admin');
      await page.getByRole('button', { name: 'Refresh' }).click();
      await page.getByLabel('API key').waitFor();
      await dashboard.keepAllKeys();
      for (const complaint of complaints.splice(0)) expect(complaint).toContain('401');
    });
  });

  it('shows the documented call: in the list, its sentence, and the event that says so', async () => {
    const page = await openAs('supervisor');
    await goTo(page, '/calls?campaign=5f463dbd80f35763375fe367&range=all');
    await page.getByText('1 call', { exact: true }).waitFor();
    await page.locator('tbody a').first().click();
    await settled(page);
    expect(page.url()).toContain(`/calls/${CALL}`);
    expect(await page.locator('.sentence').innerText()).toMatch(
      /^Conversation of 0:07 after 0:10 ringing\. The contact hung up first \(likely\): both sides report HANGUP, the contact at 15:00:00, the consultant 1 s later\./,
    );
    await page.locator('.sentence a').first().click();
    const event = page.locator('tr.pointedAt');
    expect(await event.innerText()).toMatch(/15:00:00[^]*dialog_close[^]*HANGUP/);
    expect(new URL(page.url()).hash).toMatch(/^#event-/);
  });

  it('has days of 25 and 23 hours when the clocks of Warsaw change', async () => {
    const page = await openAs('supervisor');
    await goTo(page, '/calls?from=2026-10-25&to=2026-10-26&tz=Europe%2FWarsaw');
    await page.getByText('3 calls', { exact: true }).waitFor();
    expect(await page.locator('tbody tr').nth(1).innerText()).toContain('0:20');
    await goTo(page, '/calls?from=2026-03-29&to=2026-03-30&tz=Europe%2FWarsaw');
    await page.getByText('1 call', { exact: true }).waitFor();
    expect(await page.locator('tbody tr').first().innerText()).toContain('0:20');
  });

  it('shows an analyst no digit of a number but the last three, on no page and in no address', async () => {
    const { items } = await dashboard.ask<{ items: { contact: { number: string | null } | null }[] }>(
      '/v1/calls?limit=500&kind=campaign&kind=inbound&kind=outbound',
      'supervisor',
    );
    const numbers = items.flatMap(({ contact }) => (/^\d{8,}$/.test(contact?.number ?? '') ? [contact!.number!] : []));
    expect(numbers.length).toBeGreaterThan(20);
    const page = await openAs('analyst');
    const pages = SCREENS.map(([, address]) => address);
    await goTo(page, '/calls?range=all');
    const links = await page.locator('tbody a[href*="/calls/"]').evaluateAll((all) => all.slice(0, 3).map(String));
    for (const address of [...pages, ...links.map((link) => link.split('/app')[1]!)]) {
      await goTo(page, address);
      const shown = (await page.content()) + page.url();
      expect(numbers.filter((number) => shown.includes(number.slice(0, -3)))).toEqual([]);
    }
  });

  it('can be used by keyboard alone', async () => {
    const page = await openAs('supervisor');
    await goTo(page, '/calls?range=all');
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
    await settled(page);
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
    for (let tabs = 0; !(await focused()).includes('#event-'); tabs++) {
      expect(tabs).toBeLessThan(60);
      await keyboard.press('Tab');
    }
    await keyboard.press('Enter');
    await page.locator('tr.pointedAt').waitFor();
  });

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
      await dashboard.deliver(events.flat());
    };
    const openCalls = async (): Promise<string[]> => {
      const { items } = await dashboard.ask<{ items: { id: string }[] }>('/v1/calls?status=open&limit=500');
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
      const page = await openAs('supervisor');
      await deliverCallers(3);
      const tabs = [page, await page.context().newPage(), await page.context().newPage()];
      for (const tab of tabs) await goTo(tab, '/live');
      const list = await page.context().newPage();
      await goTo(list, '/calls?range=all');
      await deliverCallers(2);
      for (const tab of tabs) await untilShown(tab);
    });

    it('loses no call and shows none twice when the service is killed and comes back', async () => {
      const page = await openAs('supervisor');
      await goTo(page, '/live');
      await deliverCallers(2);
      await untilShown(page);
      await dashboard.kill();
      await dashboard.startAgain();
      await deliverCallers(2);
      await deliverCallers(2, true);
      await untilShown(page);
      for (const complaint of complaints.splice(0)) expect(complaint).toMatch(/502|ERR_/);
    });

    it('is not shown on to somebody whose key is taken away', async () => {
      const page = await openAs('supervisor');
      await goTo(page, '/live');
      await dashboard.keepKeys('analyst', 'admin');
      await page.getByLabel('API key').waitFor();
      await dashboard.keepAllKeys();
      for (const complaint of complaints.splice(0)) expect(complaint).toContain('401');
    });
  });

  describe('beside a page of another site', () => {
    let server: Server;
    let elsewhere: string;
    beforeAll(async () => {
      server = createServer((_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(`<!doctype html><title>elsewhere</title><iframe src="${dashboard.at('/calls')}"></iframe>`),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      elsewhere = `http://localhost:${(server.address() as AddressInfo).port}/`; // another site than 127.0.0.1
    });
    afterAll(() => {
      server.close();
      server.closeAllConnections();
    });

    it('lends it neither its session nor a frame', async () => {
      const page = await openAs('admin');
      await page.goto(elsewhere);
      const started = page.evaluate<string>(
        `fetch('${dashboard.url}/admin/projections/calls/rebuilds', { method: 'POST', credentials: 'include', body: '{}',
          headers: { 'content-type': 'application/json' } }).then(({ status }) => String(status), () => 'refused')`,
      );
      expect(await started).toBe('refused');
      const { items } = await dashboard.ask<{ items: { state: string }[] }>('/v1/projections');
      expect(items.map(({ state }) => state)).toEqual(['live']);
      expect(complaints.splice(0).join('\n')).toContain("frame-ancestors 'none'"); // the browser says what it has refused
      const [cookie] = await page.context().cookies();
      const headers = { cookie: `${cookie!.name}=${cookie!.value}`, 'content-type': 'application/json' };
      const forged = await fetch(`${dashboard.url}/admin/projections/calls/rebuilds`, {
        method: 'POST',
        headers: { ...headers, origin: new URL(elsewhere).origin },
        body: '{}',
      });
      expect(forged.status).toBe(403);
      await forged.arrayBuffer();
    });
  });

  describe.each(LOOKS)('in $language, $theme, $width px wide', (look) => {
    it.each(SCREENS)('%s can be read by everybody and is no wider than the window', async (name, address) => {
      const page = await openAs('admin', lookOf(look));
      await goTo(page, address);
      const picture = join(PICTURES, `${name}-${look.language}-${look.theme}-${look.width}.png`);
      await page.screenshot({ path: picture, fullPage: true });
      expect(await page.locator('html').getAttribute('lang')).toBe(look.language);
      expect(await accessibilityFaults(page)).toEqual([]);
      const width = look.width === 360 ? 320 : look.width; // 320: 1280 px enlarged four times (WCAG 1.4.10)
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    });
  });
});
