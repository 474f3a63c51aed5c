import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What of a page breaks WCAG 2.2 AA, as axe sees it: the rule, and where. */
export const accessibilityFaults = (page: Page): Promise<string[]> => faults(page, WCAG_22_AA);

/** The part of it that depends on colours and sizes: enough for a page that has been looked at whole in another look or language. */
export const faultsOfLook = (page: Page): Promise<string[]> => faults(page, ['color-contrast', 'target-size']);

const faults = async (page: Page, runOnly: readonly string[]): Promise<string[]> => {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
};
