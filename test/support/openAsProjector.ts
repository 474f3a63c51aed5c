import { awaitSharedStores, openEventLog, shareStores, type Stores, type StoreSettings } from '#stores';

/**
 * Opens stores as the projector's thread does: what is embedded is read with connections of this thread. A test that opens stores anew
 * each time so starts two threads instead of six, each of which takes a tenth of a second.
 */
export const openAsProjector = async (settings: StoreSettings): Promise<Stores> => {
  const log = await openEventLog(settings);
  const { readModels, ...stores } = await awaitSharedStores(shareStores(log, settings), {
    needsReadModels: true,
    onChange: () => undefined,
  });
  if (readModels === null) throw new Error('read models were asked for');
  const close = async (): Promise<void> => {
    await stores.close();
    await log.close();
  };
  return { ...stores, readModels, close };
};
