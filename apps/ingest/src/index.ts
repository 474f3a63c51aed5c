export { readBody, type ReceivedDelivery } from './body/readBody.js';
export { BodyRefused } from './body/refusal.js';
export { DeliveryWriter, type Arrival, type Written } from './deliveryWriter.js';
export { EVENT_NAMESPACE, eventIdOf } from './eventId.js';
export { Quarantine, type QuarantinedBody, type RefusedBody } from './quarantine.js';
