import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { anchorsOf } from '../../checks/citationRules.js';
import { alertRules, expressions, panels, readExpression, usedMetrics } from '../support/monitoring.js';
import { ROOT } from '../support/startProduct.js';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const steps = anchorsOf(read('docs/runbook.md'));
const CITATION = /docs\/([\w-]+\.md)#([\w-]+)/g;

describe('what watches the product (docker/monitoring)', () => {
  it.each(expressions())('asks what Prometheus understands: %s', (expression) => {
    const { isWellFormed, names } = readExpression(expression);
    expect(isWellFormed).toBe(true);
    expect(names.length).toBeGreaterThan(0);
  });

  it('would notice an expression that is none', () => {
    expect(readExpression('rate(webhooks[5m]').isWellFormed).toBe(false);
    expect(readExpression('sum(by) rate(x)').isWellFormed).toBe(false);
  });

  it.each(alertRules())('says for $alert what has happened, how urgent it is, and where the steps are', (rule) => {
    expect(['page', 'ticket']).toContain(rule.labels['severity']);
    expect(rule.annotations['summary']).toMatch(/\S/);
    const [, anchor = ''] = /^docs\/runbook\.md#([\w-]+)$/.exec(rule.annotations['runbook'] ?? '') ?? [];
    expect(steps).toContain(anchor);
    expect(rule.for ?? '1m').toMatch(/^\d+[mh]$/);
  });

  it('has rules of different names', () => {
    const names = alertRules().map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
  });

  it('shows panels that do not overlap, and cites guides that are there', () => {
    const seen = new Set<string>();
    for (const { gridPos, description = '' } of panels()) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(seen).not.toContain(`${x}/${y}`);
          expect(x).toBeLessThan(24);
          seen.add(`${x}/${y}`);
        }
      for (const [, guide = '', anchor = ''] of description.matchAll(CITATION))
        expect(anchorsOf(read(`docs/${guide}`))).toContain(anchor);
    }
  });

  it('is told of in the guide: every metric that a rule or a panel uses, but those of Node itself', () => {
    const guide = read('docs/operations.md') + read('docs/rebuilds.md');
    for (const name of usedMetrics().filter((one) => !/^(nodejs|process)_/.test(one)))
      expect(guide).toContain(`\`${name}\``);
  });

  it('is mounted by the compose file, where Prometheus and Grafana look', () => {
    const { services } = load(read('docker/compose.yml'), { schema: YAML11_SCHEMA }) as {
      services: Record<string, { volumes?: string[]; profiles?: string[] }>;
    };
    const mounted = ['prometheus', 'grafana'].flatMap((name) => services[name]?.volumes ?? []);
    const files = mounted.filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':')[0] ?? '');
    expect(files).toHaveLength(5);
    for (const file of files) expect(existsSync(join(ROOT, 'docker', file))).toBe(true);
    expect(mounted).toContain('./monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro');
    const { rule_files: rules } = load(read('docker/monitoring/prometheus.yml')) as { rule_files: string[] };
    expect(rules).toEqual(['/etc/prometheus/alerts.yml']);
  });
});
