import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../test/browser/findChromium.js';
import { inboundCall } from '../test/support/calls.js';
import { eventMilliseconds } from '../test/support/eventMilliseconds.js';
import { pawel } from '../test/support/people.js';
import { randomFrom, type Random } from '../test/support/random.js';
import { withApi, withService, type ChildProgram } from './childProgram.js';
import { inFolder } from './folder.js';
import { postOnce } from './load.js';
import type { BenchOptions } from './options.js';
import { latencyOf, medianOf, round } from './percentiles.js';
import { overYears } from './yearOfCalls.js';

const TIMES = 5;
const NAME_WIDTH = 66;
const SIZE = { width: 1280, height: 800 };
const LOADED_WITHIN = { timeout: 60_000 };

/** The calls of the statistics' bench are of 2025; June has a twelfth of them. */
const JUNE = 'from=2025-06-01&to=2025-07-01&tz=Europe%2FWarsaw';
const FIRST_ROW = "document.querySelector('tbody td a') && performance.now()";
const CARDS = "document.querySelector('.cards') && performance.now()";
/** Nothing that can be seen without scrolling is still being loaded. */
const ALL_IN_SIGHT = `document.querySelector('.cards') && [...document.querySelectorAll('.skeleton, [aria-busy=true]')]
  .every((busy) => busy.getBoundingClientRect().top > innerHeight) && performance.now()`;

const PAGES: readonly { readonly name: string; readonly address: string; readonly drawn: string }[] = [
  {
    name: "a month's call list, until its first row is drawn (aim 1,500)",
    address: `/calls?${JUNE}`,
    drawn: FIRST_ROW,
  },
  { name: 'the list of all calls, the same (aim 1,500)', address: '/calls?range=all', drawn: FIRST_ROW },
  { name: "a month's statistics, until the cards are drawn", address: `/stats?${JUNE}`, drawn: CARDS },
  { name: '... until all in sight is drawn (aim 2,000)', address: `/stats?${JUNE}`, drawn: ALL_IN_SIGHT },
];

const withBrowser = async <Result>(work: (browser: Browser) => Promise<Result>): Promise<Result> => {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('there is no Chromium: install it, or set CHROMIUM_BIN to its program');
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
};

/** Milliseconds from asking for the address until something is drawn, in a browser that has nothing of the page yet. */
const timeToDraw = async (browser: Browser, url: string, drawn: string): Promise<number> => {
  // what is waited for is a text that the page evaluates, which its content security policy forbids
  const context = await browser.newContext({ viewport: SIZE, locale: 'en-GB', bypassCSP: true });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    return Number(await (await page.waitForFunction(drawn, undefined, LOADED_WITHIN)).jsonValue());
  } finally {
    await context.close();
  }
};

const measurePages = (browser: Browser, { url }: ChildProgram): Promise<string[]> =>
  PAGES.reduce<Promise<string[]>>(async (before, { name, address, drawn }) => {
    const lines = await before;
    const taken: number[] = [];
    for (let i = 0; i < TIMES; i += 1) taken.push(await timeToDraw(browser, `${url}/app${address}`, drawn));
    const figures = `${round(taken[0] ?? NaN, 0)} ms the first time, median of ${TIMES} ${round(medianOf(taken), 0)} ms`;
    return [...lines, `${name.padEnd(NAME_WIDTH)} ${figures}`];
  }, Promise.resolve([]));

/** So many callers begin a second. Each call changes in five seconds of its life: 100 calls change a second. */
const CALLERS_PER_SECOND = 20;
const CHANGES_A_CALL = 5;
const LIFE_SECONDS = 8;

interface Due {
  readonly at: number;
  readonly body: string;
}

const callFrom = (startsAt: number, random: Random): Due[] => {
  const course = { create: 0, answered: 2, talking: 4, holds: [6], close: [LIFE_SECONDS, 'HANGUP'] as const };
  const [consultantUuid, contactUuid] = [random.uuid(), random.uuid()];
  const shared = { startsAt, agent: pawel, number: '48600100200', consultantUuid, contactUuid };
  const events = inboundCall({ ...shared, contact: course, consultant: course });
  return [0, 2, 4, 6, LIFE_SECONDS].map((second) => {
    const at = startsAt + second;
    return { at, body: JSON.stringify(events.filter((event) => eventMilliseconds(event) === at * 1000)) };
  });
};

/** Callers come and go until the signal; deliveries are sent when they are due. */
const keepCalling = async ({ url }: ChildProgram, random: Random, signal: AbortSignal): Promise<void> => {
  let waiting: Due[] = [];
  let next = Date.now() / 1000;
  while (!signal.aborted) {
    const now = Date.now() / 1000;
    for (; next <= now; next += 1 / CALLERS_PER_SECOND) waiting.push(...callFrom(Math.floor(next), random));
    const due = waiting.filter(({ at }) => at <= now);
    waiting = waiting.filter(({ at }) => at > now);
    await Promise.all(due.map(({ body }) => postOnce(url, body)));
    await wait(50);
  }
};

/** Notes in the page how long each frame took. */
const WATCH_FRAMES = `(() => {
  window.frames_ = [];
  let last = performance.now();
  const frame = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
})()`;

const framesOf = async (page: Page, seconds: number): Promise<number[]> => {
  await page.evaluate(WATCH_FRAMES);
  await page.waitForTimeout(seconds * 1000);
  return page.evaluate<number[]>('window.frames_');
};

/** How long the frames of Live take while calls change. */
const measureLive = ({ seconds, seed }: BenchOptions): Promise<string[]> =>
  inFolder((folder) =>
    withService(folder, (service) =>
      withBrowser(async (browser) => {
        const abort = new AbortController();
        const calling = keepCalling(service, randomFrom(seed), abort.signal);
        try {
          const page = await browser.newPage({ viewport: SIZE });
          await page.goto(`${service.url}/app/live`);
          await page.waitForTimeout(2 * LIFE_SECONDS * 1000); // as many calls end as begin
          const rows = await page.locator('tbody tr').count();
          const frames = latencyOf(await framesOf(page, seconds));
          return [
            `live: ${CALLERS_PER_SECOND * CHANGES_A_CALL} calls change a second, ${rows} rows, for ${seconds} s`,
            `frames p50 ${round(frames.p50)}, p99 ${round(frames.p99)}, longest ${round(frames.max)} ms of ${frames.count} (aim 100)`,
          ];
        } finally {
          abort.abort();
          await calling;
        }
      }),
    ),
  );

/** How soon the dashboard is drawn over many calls, each time in a new browser context, and whether Live stays smooth. */
export const benchDashboard = async (options: BenchOptions): Promise<string[]> => {
  const drawing = await overYears({ ...options, stores: ['sqlite'] }, 'dashboard', ({ folder }) =>
    withApi(folder, (api) => withBrowser((browser) => measurePages(browser, api))),
  );
  return [...drawing, '', ...(await measureLive(options))];
};
