import { RULES, type Rules } from '#domain';

/** The rules as they would be after a change: OTHER_RULES holds what is different, as JSON. */
export const otherRules = (): Rules => ({
  ...RULES,
  ...(JSON.parse(process.env['OTHER_RULES'] ?? '{}') as Partial<Rules>),
});
