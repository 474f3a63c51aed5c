import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { load } from 'js-yaml';
import { ROOT } from './startProduct.js';

const FOLDER = 'docker/monitoring';
const read = (file: string): string => readFileSync(join(ROOT, FOLDER, file), 'utf8');

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
export interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

/** The rules of docker/monitoring/alerts.yml. */
export const alertRules = (): readonly AlertRule[] =>
  (load(read('alerts.yml')) as { groups: { rules: AlertRule[] }[] }).groups.flatMap(({ rules }) => rules);

/** The panels of docker/monitoring/grafana-dashboard.json. */
export const panels = (): readonly Panel[] =>
  (JSON.parse(read('grafana-dashboard.json')) as { panels: Panel[] }).panels;

/** Every PromQL expression of rules and panels, with what Grafana fills in. */
export const expressions = (): readonly string[] => [
  ...alertRules().map(({ expr }) => expr),
  ...panels().flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m'))),
];

/** Whether Prometheus' grammar takes an expression, and the names of the metrics in it. */
export const readExpression = (expression: string) => {
  const names: string[] = [];
  let isWellFormed = true;
  parser.parse(expression).iterate({
    enter: ({ type, node, from, to }) => {
      if (type.isError) isWellFormed = false;
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') names.push(expression.slice(from, to));
    },
  });
  return { isWellFormed, names };
};

/** The metrics that rules and panels use; `up` is Prometheus' own. */
export const usedMetrics = (): readonly string[] => {
  const names = expressions().flatMap((expression) => readExpression(expression).names);
  const ours = names.filter((name) => name !== 'up').map((name) => name.replace(/_(bucket|sum|count)$/, ''));
  return [...new Set(ours)].sort();
};

/** The names of the metrics that processes export, whether there is a value yet or not. */
export const exportedMetrics = async (urls: readonly string[]): Promise<ReadonlySet<string>> => {
  const texts = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  return new Set(texts.flatMap((text) => [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name)));
};
