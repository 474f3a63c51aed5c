import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeInBrowser } from '../../../../test/browser/describeInBrowser.js';
import { startProduct, type Product } from '../../../../test/support/startProduct.js';

describeInBrowser('the page at /docs, under its content security policy', (open) => {
  let folder: string;
  let product: Product;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docs-'));
    product = await startProduct({ DATA_DIR: folder }, 'dist/apps/api/src/main.js', '/health/live');
  });
  afterAll(async () => {
    await product.stop();
    await rm(folder, { recursive: true });
  });

  it('shows the routes, opens one with its example, and tries it out, with nothing for the browser to complain of', async () => {
    const page = await (await open()).newPage();
    await page.goto(`${product.url}/docs`);
    const route = page.locator('#operations-projections-listProjections');
    await route.locator('.opblock-summary-control').click();
    await route.locator('.example', { hasText: 'partition-1/1' }).first().waitFor();
    await route.getByRole('button', { name: 'Try it out' }).click();
    const answered = page.waitForResponse(`${product.url}/v1/projections`);
    await route.getByRole('button', { name: 'Execute' }).click();
    expect((await answered).status()).toBe(200);
    await route.locator('.live-responses-table').waitFor();
  });
});
