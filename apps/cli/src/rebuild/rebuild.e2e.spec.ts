import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RULES } from '#domain';
import { getCall, post } from '../../../../test/support/apiClient.js';
import { until } from '../../../../test/support/deliver.js';
import { runCli } from '../../../../test/support/runCli.js';
import { SEED_CONSULTANT_DIALOG, voiceCampaignManual } from '../../../../test/support/seed.js';
import { startProduct } from '../../../../test/support/startProduct.js';

describe('the command line and rebuilds', () => {
  let folder: string;
  const cli = (...args: string[]) => runCli({ DATA_DIR: folder }, ...args);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-rebuild-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('builds, shows, switches, rolls back and prunes beside a running service, and says when there is none', async () => {
    const product = await startProduct({ DATA_DIR: folder });
    try {
      for (const event of voiceCampaignManual()) expect(await post(product.url, event)).toBe(204);
      await until('the call is complete', async () => {
        const call = await getCall(product.url, SEED_CONSULTANT_DIALOG);
        return call?.status === 'ended' && call.durations.dialSeconds !== null;
      });

      const built = await cli('rebuild', 'calls');
      expect(built.code).toBe(0);
      expect(built.out).toContain(`calls.v2 is being built by rules ${RULES.version}\n`);
      expect(built.out).toMatch(/calls +1 +1 +0 +0 +0\n\nno call differs\n\ncalls\.v2 is live;/);
      expect(built.err).toMatch(/^(building|comparing): \d+ of \d+ events/);

      expect(await cli('switch')).toMatchObject({ code: 1, err: 'there is no build to switch to\n' });
      expect((await cli('rebuild', '--manual')).out).toMatch(/calls\.v3 is ready; 'npm run cli -- switch'/);
      expect(await cli('rebuild')).toMatchObject({ code: 1, err: 'calls.v3 is ready already\n' });
      expect((await cli('switch', '3')).out).toMatch(/calls\.v3 is live;/);
      expect(await cli('rollback')).toMatchObject({ code: 0, out: 'calls.v2 is live again\n' });
      expect((await cli('diff')).out).toMatch(/^calls\.v3 \(rules \d+, kept\), compared up to \S+\n/);
      const file = join(folder, 'differences.ndjson');
      expect(await cli('diff', 'calls.v3', '--ndjson', file)).toMatchObject({ code: 0 });
      expect(await readFile(file, 'utf8')).toBe('');
      expect(await cli('prune')).toMatchObject({ code: 0, out: 'dropped calls.v1, calls.v3\n' });
      expect(await cli('prune')).toMatchObject({ code: 0, out: 'nothing to drop\n' });
      expect(await cli('drop', 'calls.v2')).toMatchObject({ code: 1, err: expect.stringMatching(/is live/) as string });
      expect(await cli('resume')).toMatchObject({ code: 1, err: 'no build has failed\n' });
    } finally {
      await product.stop();
    }
    const alone = await cli('rebuild');
    expect(alone).toMatchObject({ code: 1, out: `calls.v4 is being built by rules ${RULES.version}\n` });
    expect(alone.err).toMatch(/no running projector has taken up calls\.v4 within 15 s.*is kept/);
    expect(alone.err).toContain(`version ${RULES.version}.`);
    expect(await cli('drop', '4')).toMatchObject({ code: 0, out: 'dropped calls.v4\n' });
  });

  it('says in plain words what it cannot do', async () => {
    expect((await cli('rebuild')).err).toMatch(/^there are no calls to build again yet/);
    expect((await cli('rebuild', 'legs')).err).toMatch(/there is one projection: calls/);
    expect((await cli('rebuild', '--from', '2024-01-01')).err).toMatch(/--from and --to are for --dry-run/);
    expect((await cli('rebuild', '--dry-run', '--from', 'monday')).err).toMatch(/takes a date/);
    expect((await cli('rebuild', '--dry-run', '--manual')).err).toMatch(/cannot be used with/);
    expect(await cli('rollback')).toMatchObject({ code: 1, err: 'there is no former generation to roll back to\n' });
    expect(await cli('diff')).toMatchObject({ code: 1, err: 'no rebuild has been compared yet\n' });
    expect(await cli('diff', 'calls.v7')).toMatchObject({ code: 1, err: 'there is no calls.v7\n' });
  });

  it('tries its rules on a part of the calls without writing', async () => {
    const product = await startProduct({ DATA_DIR: folder });
    for (const event of voiceCampaignManual()) await post(product.url, event);
    await until(
      'the call is there',
      async () => (await getCall(product.url, SEED_CONSULTANT_DIALOG))?.status === 'ended',
    );
    await product.stop();
    const within = await cli('rebuild', '--from', '2020-08-26', '--to', '2020-08-27T00:00:00Z', '--dry-run');
    expect(within.out).toMatch(/^rules \d+, 1 stream folded, nothing written\n[^]*calls +1 +1 +0 +0 +0\n/);
    const without = await cli('rebuild', '--from', '2020-08-27', '--dry-run');
    expect(without.out).toMatch(/calls +0 +0 +0 +0 +0\n/);
  });
});
