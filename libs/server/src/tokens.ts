/** What a process gives its modules (ServerModule); each is injected by its token: `@Inject(EVENT_LOG) log: EventLog`. */

/** EventLog of #ports. */
export const EVENT_LOG = Symbol('EventLog');
/** ReadModels of #ports. */
export const READ_MODELS = Symbol('ReadModels');
/** ProcessStores of #stores: both, with what another thread needs to open them. */
export const STORES = Symbol('Stores');
/** Settings. */
export const SETTINGS = Symbol('Settings');
/** Logger (pino). */
export const LOGGER = Symbol('Logger');
/** Clock. */
export const CLOCK = Symbol('Clock');
/** The process's one Registry of prom-client: add own gauges with `new Gauge({ ..., registers: [registry] })`. */
export const METRICS = Symbol('Metrics');
/** HealthChecks: modules add what they need to be ready. */
export const HEALTH = Symbol('HealthChecks');
/** WebhookSources: who may deliver. */
export const WEBHOOK_SOURCES = Symbol('WebhookSources');
/** Viewers: who asks, and may read. */
export const VIEWERS = Symbol('Viewers');
/** Sessions: signing in and out. */
export const SESSIONS = Symbol('Sessions');

/** Rules of #domain: those this process folds by, and asks for in a rebuild. */
export const RULES = Symbol('Rules');

/** Milliseconds since the epoch, as `Date.now`. */
export type Clock = () => number;
