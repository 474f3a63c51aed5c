/** The settings that choose the stores (docs/settings.md). */
export interface StoreSettings {
  /** EVENT_STORE_URL */
  readonly eventStoreUrl: string;
  /** READ_MODEL_URL */
  readonly readModelUrl: string;
  /** DATA_DIR: folder of the embedded stores. */
  readonly dataDir: string;
}
