/** What JSON can hold. Objects may carry any own key, `__proto__` included: read them with `Object.hasOwn`, never trust a prototype. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
