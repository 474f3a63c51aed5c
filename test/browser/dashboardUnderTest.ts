import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import type { JsonObject } from '#domain';
import { startProduct, type Product } from '../support/startProduct.js';
import { startSubPathProxy } from './subPathProxy.js';

const ROLES = ['analyst', 'supervisor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

const SECRET = 'secret-of-the-tests';
const READABLE_WITHIN_MILLISECONDS = 120_000;

export const keyOf = (role: Role): string => `key-of-the-${role}`;

const entriesOf = (roles: readonly Role[]): string =>
  JSON.stringify(
    roles.map((role) => ({ name: role, role, sha256: createHash('sha256').update(keyOf(role)).digest('hex') })),
  );

/** The built product with its dashboard, with keys, behind a proxy that puts a path before it. */
export class DashboardUnderTest {
  #cookies = new Map<Role, Awaited<ReturnType<BrowserContext['cookies']>>>();

  private constructor(
    private readonly folder: string,
    private readonly proxy: Awaited<ReturnType<typeof startSubPathProxy>>,
    private product: Product,
  ) {}

  static async start(): Promise<DashboardUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
    await writeFile(join(folder, 'keys.json'), entriesOf(ROLES));
    await writeFile(join(folder, 'sources.json'), JSON.stringify([{ name: 'main', header: 'secret', secret: SECRET }]));
    const proxy = await startSubPathProxy('/centre');
    const product = await DashboardUnderTest.#startProduct(folder, proxy.url);
    proxy.leadTo(product.url);
    return new DashboardUnderTest(folder, proxy, product);
  }

  static #startProduct(folder: string, publicUrl: string): Promise<Product> {
    return startProduct({
      DATA_DIR: folder,
      PUBLIC_URL: publicUrl,
      API_KEYS_FILE: join(folder, 'keys.json'),
      WEBHOOK_SOURCES_FILE: join(folder, 'sources.json'),
    });
  }

  /** Where browsers reach the service, without a slash at its end. */
  get url(): string {
    return this.proxy.url;
  }

  /** Where a page of the dashboard is: `/calls?range=all`. */
  at(page: string): string {
    return `${this.url}/app${page}`;
  }

  async deliver(events: readonly JsonObject[]): Promise<void> {
    const answer = await fetch(`${this.url}/webhooks/main`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', secret: SECRET },
      body: JSON.stringify(events),
    });
    expect(answer.status).toBe(204);
  }

  async ask<Answer>(path: string, role: Role = 'admin'): Promise<Answer> {
    const answer = await fetch(this.url + path, { headers: { authorization: `Bearer ${keyOf(role)}` } });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Answer;
  }

  /** Waits until whatever was delivered can be read. */
  async untilReadable(): Promise<void> {
    const deadline = performance.now() + READABLE_WITHIN_MILLISECONDS;
    for (;;) {
      const { items, linker } = await this.ask<{
        items: { state: string; lag: { events: number | null } }[];
        linker: { lag: { events: number | null } };
      }>('/v1/projections');
      const live = items.find(({ state }) => state === 'live');
      if (linker.lag.events === 0 && live?.lag.events === 0) return;
      if (performance.now() > deadline) throw new Error('what was delivered cannot be read yet');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Gives the pages of a context a session, made once for each role: signing in is limited. */
  async signIn(context: BrowserContext, role: Role): Promise<void> {
    const known = this.#cookies.get(role);
    if (known !== undefined) return context.addCookies(known);
    const answer = await context.request.post(`${this.url}/v1/session`, { data: { key: keyOf(role) } });
    expect(answer.status()).toBe(204);
    this.#cookies.set(role, await context.cookies());
  }

  /** From now on only these keys are good: waits until the service has read them. */
  async keepKeys(...roles: Role[]): Promise<void> {
    await writeFile(join(this.folder, 'keys.json'), entriesOf(roles));
    for (const role of ROLES) await this.#untilKeyIs(role, roles.includes(role) ? 200 : 401);
  }
  keepAllKeys(): Promise<void> {
    return this.keepKeys(...ROLES);
  }

  async #untilKeyIs(role: Role, status: 200 | 401): Promise<void> {
    const deadline = performance.now() + READABLE_WITHIN_MILLISECONDS;
    for (;;) {
      const answer = await fetch(`${this.url}/v1/session`, { headers: { authorization: `Bearer ${keyOf(role)}` } });
      await answer.arrayBuffer();
      if (answer.status === status) return;
      if (performance.now() > deadline) throw new Error(`the key of the ${role} is answered ${answer.status}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Kills the service; whoever asks is answered 502 until it is back. */
  async kill(): Promise<void> {
    await this.product.stop('SIGKILL');
  }
  async startAgain(): Promise<void> {
    this.product = await DashboardUnderTest.#startProduct(this.folder, this.proxy.url);
    this.proxy.leadTo(this.product.url);
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.proxy.stop();
    await rm(this.folder, { recursive: true });
  }
}
