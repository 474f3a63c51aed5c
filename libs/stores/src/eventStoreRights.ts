import type { GrantRightsOptions, RightsChange } from '#store-eventstoredb';

/** `grantRights` of the adapter for EventStoreDB, loaded only when it is called. */
export const grantEventStoreRights = async (options: GrantRightsOptions): Promise<readonly RightsChange[]> =>
  (await import('#store-eventstoredb')).grantRights(options);
