import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/startProduct.js';
import { accessibilityFaults, faultsOfLook } from '../accessible.js';
import { SCREENS } from '../screens.js';
import { USUAL_LOOK, type Visit } from '../visit.js';

/** Where the pictures of this run are kept. */
const PICTURES = process.env['SCREENSHOTS'] ?? join(ROOT, 'screenshots');

const LANGUAGES = ['pl', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360] as const;
/** 1280 px enlarged four times (WCAG 1.4.10). */
const NARROWEST = 320;

/** Every screen in each language, theme and width; a page is loaded once for each language, and changes its look as it stands. */
export const everyScreen = (visit: Visit): void => {
  beforeAll(() => mkdirSync(PICTURES, { recursive: true }));

  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(SCREENS)('%s can be read by everybody and is no wider than the window', async (name, address) => {
      const page = await visit.openAs('admin', { ...USUAL_LOOK, locale: language === 'pl' ? 'pl-PL' : 'en-GB' });
      const width = (): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth');
      await visit.goTo(page, address);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      for (const wide of WIDTHS) {
        await page.setViewportSize({ width: wide, height: 800 });
        await visit.untilDrawn(page);
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          const picture = join(PICTURES, `${name}-${language}-${theme}-${wide}.png`);
          await page.screenshot({ path: picture, fullPage: true });
          const isFirstLook = language === 'en' && theme === 'light'; // languages differ in texts, themes in colours
          const faults = isFirstLook ? await accessibilityFaults(page) : await faultsOfLook(page);
          expect([theme, wide, faults]).toEqual([theme, wide, []]);
        }
        expect(await width()).toBeLessThanOrEqual(wide);
      }
      await page.setViewportSize({ width: NARROWEST, height: 800 });
      expect(await width()).toBeLessThanOrEqual(NARROWEST);
    });
  });
};
